package io.ddpo.learner;

import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Published latents as fp32, whatever they were published in. */
final class Latents {
    private Latents() {}

    /** Bytes of one element. */
    static int width(LatentDtype dtype) {
        return switch (dtype) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT16 -> Short.BYTES;
        };
    }

    /** Whether every element is a number, and none infinite. */
    static boolean areFinite(LatentDtype dtype, ByteBuffer published) {
        ByteBuffer source = published.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (source.hasRemaining()) {
            float value = switch (dtype) {
                case FLOAT32 -> source.getFloat();
                case FLOAT16 -> HalfFloats.toFloat(source.getShort());
            };
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Appends all elements to {@code target} as fp32. */
    static void widen(LatentDtype dtype, ByteBuffer published, ByteBuffer target) {
        ByteBuffer source = published.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (source.hasRemaining()) {
            target.putFloat(
                    switch (dtype) {
                        case FLOAT32 -> source.getFloat();
                        case FLOAT16 -> HalfFloats.toFloat(source.getShort());
                    });
        }
    }
}
