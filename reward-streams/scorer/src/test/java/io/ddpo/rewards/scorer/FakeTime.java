package io.ddpo.rewards.scorer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only while somebody waits, and chance that is always the same. */
final class FakeTime implements Time {
    final List<Duration> pauses = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1000; // as nanoTime may be: about to overflow

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) {
        pauses.add(duration);
        now += duration.toNanos();
    }

    @Override
    public double random() {
        return 0.5;
    }

    synchronized void pass(Duration duration) {
        now += duration.toNanos();
    }
}
