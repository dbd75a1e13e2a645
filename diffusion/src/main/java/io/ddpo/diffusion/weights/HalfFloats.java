package io.ddpo.diffusion.weights;

/** IEEE 754 binary16, which Java has only from 20 on. */
public final class HalfFloats {

    private HalfFloats() {}

    /** Widens exactly. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wide = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** Narrows a value that is known to be representable, such as one that libtorch rounded before. */
    public static short exact(float value) {
        short half = round(value);
        if (toFloat(half) != value && !Float.isNaN(value)) {
            throw new IllegalArgumentException("expected a value of half precision, came " + value);
        }
        return half;
    }

    /** Rounds to nearest, ties to even; overflow becomes infinity. */
    public static short round(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (!(magnitude < 65520f)) {
            return (short) (sign | (Float.isNaN(value) ? 0x7e00 : 0x7c00));
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int rebased = (bits & 0x7fffffff) - (112 << 23);
        return (short) (sign | rebased + 0xfff + (rebased >>> 13 & 1) >>> 13);
    }
}
