package io.ddpo.diffusion.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The floating-point type in which a network computes. What learns, and every log-probability, is fp32 in any case. */
public enum Precision {
    FP32(6, 4),
    /** Eleven bits of significand, up to 65,504: gradients are scaled into its range. */
    FP16(5, 2),
    /** Eight bits of significand, the range of fp32. */
    BF16(15, 2);

    private final int scalarType;
    private final int bytes;

    Precision(int scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /**
     * The precision of a name in any case: fp32, fp16 or bf16.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static Precision of(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("precision: expected "
                        + Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", "))
                        + ", came " + name));
    }

    /** PyTorch's number for the type. */
    int scalarType() {
        return scalarType;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
