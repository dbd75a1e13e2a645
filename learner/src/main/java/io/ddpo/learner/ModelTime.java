package io.ddpo.learner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** Adds up the time that goes into model computation. One thread at a time. */
final class ModelTime {
    private final InstantSource clock;
    private Duration total = Duration.ZERO;

    ModelTime(InstantSource clock) {
        this.clock = clock;
    }

    <T> T of(Callable<T> computation) throws Exception {
        Instant start = clock.instant();
        try {
            return computation.call();
        } finally {
            total = total.plus(Duration.between(start, clock.instant()));
        }
    }

    Duration total() {
        return total;
    }
}
