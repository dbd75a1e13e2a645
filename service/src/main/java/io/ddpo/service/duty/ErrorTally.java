package io.ddpo.service.duty;

import io.micrometer.core.instrument.Counter;
import java.util.Optional;

/** The errors of one duty cycle: counted, remembered until a cycle succeeds, and handed to whoever decides. */
final class ErrorTally {
    private final ErrorHandler handler;
    private final Counter counter;
    private volatile Exception last;
    private int inARow;

    ErrorTally(ErrorHandler handler, Counter counter) {
        this.handler = handler;
        this.counter = counter;
    }

    void succeeded() {
        inARow = 0;
        last = null;
    }

    /** @throws RuntimeException if the handler ends the role */
    void failed(Exception error) {
        inARow++;
        last = error;
        counter.increment();
        handler.onError(error, inARow);
    }

    /** What the last cycle failed with, for any thread. */
    Optional<Exception> last() {
        return Optional.ofNullable(last);
    }
}
