package io.ddpo.rewards.topology;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;

/** Lists of doubles, eight bytes big-endian each. */
final class Doubles {
    private Doubles() {}

    static byte[] write(List<Double> values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.size() * Double.BYTES);
        values.forEach(buffer::putDouble);
        return buffer.array();
    }

    /** @throws SerializationException if this is no list of doubles */
    static List<Double> read(byte[] bytes) {
        if (bytes.length % Double.BYTES != 0) {
            throw new SerializationException("expected a multiple of 8 bytes, found " + bytes.length);
        }
        List<Double> values = new ArrayList<>(bytes.length / Double.BYTES);
        for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
            values.add(buffer.getDouble());
        }
        return List.copyOf(values);
    }
}
