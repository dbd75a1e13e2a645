package io.ddpo.local.history;

import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * A part of the time line.
 *
 * @param from its begin, in seconds since 1970
 * @param to its end
 */
record Span(double from, double to) {

    /** The seconds before an instant. */
    static Span before(Instant end, double seconds) {
        double to = end.toEpochMilli() / 1e3;
        return new Span(to - seconds, to);
    }

    /** How much of {@code whole} is part of at least one span. */
    static double secondsOfAny(Stream<Span> spans, Span whole) {
        double seconds = 0;
        double reached = whole.from;
        for (Iterator<Span> next =
                        spans.sorted(Comparator.comparingDouble(Span::from)).iterator();
                next.hasNext(); ) {
            Span span = next.next();
            double to = Math.min(span.to, whole.to);
            seconds += Math.max(0, to - Math.max(span.from, reached));
            reached = Math.max(reached, to);
        }
        return seconds;
    }
}
