package io.ddpo.diffusion.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor on the Java side: row-major values and their shape. */
public record FloatTensor(float[] values, long... shape) {

    public FloatTensor {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (size != values.length) {
            throw new IllegalArgumentException(
                    "expected " + size + " values for shape " + Arrays.toString(shape) + ", came " + values.length);
        }
    }

    /** The values as fp32, little-endian. */
    public byte[] littleEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
