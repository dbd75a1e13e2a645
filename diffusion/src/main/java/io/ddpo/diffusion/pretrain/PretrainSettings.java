package io.ddpo.diffusion.pretrain;

import io.ddpo.diffusion.image.Augmentation;

/**
 * How a base model is pre-trained.
 *
 * @param steps updates in all; the learning rate follows a cosine down to a hundredth over them
 * @param batch pictures an update
 * @param learningRate the highest, reached after {@code warmup} updates
 * @param emaDecay of the averaged weights that are kept in the end
 * @param emptyPrompt share of pictures trained without their prompt, for classifier-free guidance
 * @param snrGamma bound of the min-SNR weighting (Hang et al., 2023); 0 weighs all timesteps alike
 * @param animalShare share of pictures drawn from the group {@code animal}
 * @param augmentation of each picture
 * @param seed of everything that is drawn
 */
public record PretrainSettings(
        int steps,
        int batch,
        double learningRate,
        int warmup,
        double emaDecay,
        double emptyPrompt,
        double snrGamma,
        double animalShare,
        Augmentation augmentation,
        long seed) {

    private static final double LOWEST = 0.01;

    /** Up to a pixel of 32 to each side. The designs face one way, so mirroring would only double what is to be learned. */
    private static final Augmentation SLIGHT = new Augmentation(0, 0, 0.03, 0.02, 0, 0);

    /** What the model that is shipped was made with. */
    public static PretrainSettings shipped(int steps, long seed) {
        return new PretrainSettings(steps, 32, 2e-3, 100, 0.999, 0.1, 0, 0.75, SLIGHT, seed);
    }

    /** Learning rate of an update, counted from 0: linear warm-up, then cosine. */
    double learningRate(int step) {
        if (step < warmup) {
            return learningRate * (step + 1) / warmup;
        }
        double progress = (double) (step - warmup) / Math.max(1, steps - warmup);
        return learningRate * (LOWEST + (1 - LOWEST) * (1 + Math.cos(Math.PI * progress)) / 2);
    }

    /** The EMA's decay of an update: short at first, so that the start is forgotten soon. */
    double emaDecay(int step) {
        return Math.min(emaDecay, (1.0 + step) / (10 + step));
    }
}
