package io.ddpo.diffusion.evaluator;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import java.util.stream.LongStream;

/** The symmetric loss of CLIP (Radford et al., 2021, arXiv 2103.00020, figure 3), with a fixed temperature. */
final class ContrastiveLoss {

    /** What cosines are multiplied by before the softmax: with it one of 64 can be told apart for certain. */
    private static final double SCALE = 16;

    private ContrastiveLoss() {}

    /**
     * Mean of two cross-entropies: of the texts for each picture, and of the pictures for each text.
     *
     * @param pictures unit vectors {@code [N, width]}
     * @param texts those of the texts of these pictures, in their order
     */
    static NDArray of(Kernels kernels, NDArray pictures, NDArray texts) {
        long count = pictures.getShape().get(0);
        NDArray own = kernels.longs(LongStream.range(0, count).toArray(), count);
        NDArray ofPictures = kernels.crossEntropy(kernels.scale(kernels.linear(pictures, texts), SCALE), own, 0);
        NDArray ofTexts = kernels.crossEntropy(kernels.scale(kernels.linear(texts, pictures), SCALE), own, 0);
        return kernels.scale(kernels.add(ofPictures, ofTexts), 0.5);
    }
}
