package io.ddpo.sampler;

import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Latents as bytes of a record. */
final class Latents {
    private Latents() {}

    /**
     * All latents one after the other, little-endian, ready to be read.
     *
     * @param latents of one length
     * @throws IllegalArgumentException if a value has no exact form in the type: its log-probability would be another's
     */
    static ByteBuffer encode(float[][] latents, LatentDtype type) {
        int count = Arrays.stream(latents).mapToInt(latent -> latent.length).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, size(type))).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] latent : latents) {
            for (float value : latent) {
                switch (type) {
                    case FLOAT32 -> bytes.putFloat(value);
                    case FLOAT16 -> bytes.putShort(HalfFloats.exact(value));
                }
            }
        }
        return bytes.flip();
    }

    private static int size(LatentDtype type) {
        return switch (type) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT16 -> Short.BYTES;
        };
    }
}
