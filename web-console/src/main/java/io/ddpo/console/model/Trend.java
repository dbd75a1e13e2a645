package io.ddpo.console.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Whether something that is looked at now and then grows or shrinks. One thread at a time. */
final class Trend {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(Instant when, long value) {}

    void add(Instant when, long value) {
        looks.addLast(new Look(when, value));
        while (looks.size() > 1 && looks.peekFirst().when().isBefore(when.minus(WINDOW))) {
            looks.removeFirst();
        }
    }

    /** Change per second over the last 30 s; null after fewer than two looks. */
    Double perSecond() {
        if (looks.size() < 2) {
            return null;
        }
        Look first = looks.peekFirst();
        Look last = looks.peekLast();
        double seconds = Duration.between(first.when(), last.when()).toMillis() / 1000.0;
        return seconds <= 0 ? null : Double.valueOf((last.value() - first.value()) / seconds);
    }
}
