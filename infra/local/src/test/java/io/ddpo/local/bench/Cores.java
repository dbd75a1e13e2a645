package io.ddpo.local.bench;

import java.time.Duration;

/**
 * Processors that were busy: first the seconds of them so far, then the mean of a time.
 *
 * @param here in this JVM
 * @param broker in the broker's
 */
record Cores(double here, double broker, long nanoTime) {
    static Cores now(BrokerProcess broker) {
        Duration here = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new Cores(here.toNanos() / 1e9, broker.processor().toNanos() / 1e9, System.nanoTime());
    }

    /** How many were busy on the mean from this moment until a later one. */
    Cores until(Cores end) {
        double seconds = (end.nanoTime - nanoTime) / 1e9;
        return new Cores((end.here - here) / seconds, (end.broker - broker) / seconds, end.nanoTime);
    }
}
