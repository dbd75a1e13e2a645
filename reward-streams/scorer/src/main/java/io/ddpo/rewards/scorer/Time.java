package io.ddpo.rewards.scorer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Time and chance, passed in so that a test can have its own. Thread-safe. */
interface Time {
    /** Nanoseconds from any origin, as {@link System#nanoTime}. */
    long now();

    /** Lets time pass. */
    void pause(Duration duration) throws InterruptedException;

    /** A number in [0, 1). */
    double random();

    /** The time of this machine. */
    static Time system() {
        return new Time() {
            @Override
            public long now() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            }

            @Override
            public double random() {
                return ThreadLocalRandom.current().nextDouble();
            }
        };
    }
}
