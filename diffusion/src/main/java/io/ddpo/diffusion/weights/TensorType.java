package io.ddpo.diffusion.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Element types of a safetensors file that weights come in, by their name in the file. */
public enum TensorType {
    F32(4) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return bytes.getFloat(4 * index);
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return HalfFloats.toFloat(bytes.getShort(2 * index));
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
        }
    },
    F64(8) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(8 * index);
        }
    },
    I64(8) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return bytes.getLong(8 * index);
        }
    };

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    abstract float read(ByteBuffer bytes, int index);

    /** All elements as floats. */
    public float[] toFloats(ByteBuffer data) {
        float[] values = new float[data.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(data, i);
        }
        return values;
    }

    static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    static String names() {
        return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
    }
}
