package io.ddpo.rewards.evaluation;

import java.nio.ByteBuffer;
import java.util.List;

/** Distances of pictures by their sketches. */
final class Sketches {
    private static final double WHITE = 255;

    private Sketches() {}

    /** Root mean square of the differences of all bytes, in [0, 1]: 1 between black and white. */
    static double distance(ByteBuffer one, ByteBuffer other) {
        if (one.remaining() != other.remaining()) {
            throw new IllegalArgumentException(
                    "sketch: expected %d bytes, got %d".formatted(one.remaining(), other.remaining()));
        }
        double squares = 0;
        for (int i = 0; i < one.remaining(); i++) {
            double difference = byteAt(one, i) - byteAt(other, i);
            squares += difference * difference;
        }
        return Math.sqrt(squares / one.remaining()) / WHITE;
    }

    private static int byteAt(ByteBuffer sketch, int index) {
        return Byte.toUnsignedInt(sketch.get(sketch.position() + index));
    }

    /** Mean distance of all pairs; NaN of fewer than two. */
    static double diversity(List<ByteBuffer> sketches) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < sketches.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += distance(sketches.get(i), sketches.get(j));
                pairs++;
            }
        }
        return sum / pairs;
    }
}
