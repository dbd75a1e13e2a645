package io.ddpo.service.duty;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The request to stop, which ends every wait at once. */
final class StopSignal {
    private final CountDownLatch requested = new CountDownLatch(1);

    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits as long as {@code backOff} says; before a stop no longer than until it, after one only an interrupt ends it. */
    void pause(BackOff backOff) throws InterruptedException {
        long nanos = backOff.next().toNanos();
        if (isRequested()) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } else {
            requested.await(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
