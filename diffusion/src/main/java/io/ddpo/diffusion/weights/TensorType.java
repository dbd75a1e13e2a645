package io.ddpo.diffusion.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** Element types of a safetensors file that weights come in, by their name in the file. */
public enum TensorType {
    F32(4) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return bytes.getFloat(4 * index);
        }

        @Override
        void write(ByteBuffer bytes, float value) {
            bytes.putFloat(value);
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return HalfFloats.toFloat(bytes.getShort(2 * index));
        }

        @Override
        void write(ByteBuffer bytes, float value) {
            bytes.putShort(HalfFloats.round(value));
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
        }

        @Override
        void write(ByteBuffer bytes, float value) {
            bytes.putShort(roundedToBfloat(value));
        }
    },
    F64(8) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(8 * index);
        }

        @Override
        void write(ByteBuffer bytes, float value) {
            bytes.putDouble(value);
        }
    },
    I64(8) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return bytes.getLong(8 * index);
        }

        @Override
        void write(ByteBuffer bytes, float value) {
            throw new IllegalArgumentException("whole numbers hold no weights");
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

    abstract void write(ByteBuffer bytes, float value);

    /** The upper half of the bits, to nearest, ties to even; what is no number stays one. */
    private static short roundedToBfloat(float value) {
        int bits = Float.floatToIntBits(value);
        int rounded = Float.isNaN(value) ? bits : bits + 0x7fff + (bits >>> 16 & 1);
        return (short) (rounded >>> 16);
    }

    /** All elements as floats. */
    public float[] toFloats(ByteBuffer data) {
        float[] values = new float[data.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(data, i);
        }
        return values;
    }

    /** All elements little-endian, rounded to this type. */
    ByteBuffer toBytes(float[] values) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(bytes, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            write(data, value);
        }
        return data.flip();
    }

    static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    static String names() {
        return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
    }
}
