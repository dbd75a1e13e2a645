package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.image.Picture;

/** Of a model whose latents are pictures. */
record PixelDecoder(int size) implements LatentDecoder {

    static final int COLOURS = 3;

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public Picture decode(float[] latent) {
        return new Picture(clamped(latent), size, size);
    }

    static float[] clamped(float[] values) {
        float[] clamped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            clamped[i] = Math.max(-1, Math.min(1, values[i]));
        }
        return clamped;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
