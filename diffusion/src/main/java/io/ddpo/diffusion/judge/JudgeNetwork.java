package io.ddpo.diffusion.judge;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** A small convolutional classifier of pictures: five normalised convolutions, two of them halving the size. */
final class JudgeNetwork {

    private static final int[] CHANNELS = {3, 32, 64, 64, 128, 128};
    private static final int[] STRIDES = {1, 2, 1, 2, 1};
    private static final int GROUPS = 8;
    private static final double EPS = 1e-5;

    private final Declarations declarations = new Declarations();
    private final List<List<String>> convolutions = new ArrayList<>();
    private final List<List<String>> norms = new ArrayList<>();
    private final List<String> head;

    JudgeNetwork(int classes) {
        for (int i = 0; i < STRIDES.length; i++) {
            convolutions.add(declarations.conv("convolutions." + i, CHANNELS[i], CHANNELS[i + 1], 3));
            norms.add(declarations.norm("norms." + i, CHANNELS[i + 1]));
        }
        head = declarations.linear("head", CHANNELS[STRIDES.length], classes);
    }

    Declarations declarations() {
        return declarations;
    }

    /** Logits {@code [N, classes]} of pictures {@code [N, 3, H, W]}. */
    NDArray forward(Kernels kernels, Weights weights, NDArray pictures) {
        NDArray h = kernels.channelsLast(pictures);
        for (int i = 0; i < STRIDES.length; i++) {
            h = kernels.conv2d(h, weights.list(convolutions.get(i)), STRIDES[i], 1);
            h = kernels.groupNormSilu(h, weights.list(norms.get(i)), GROUPS, EPS);
        }
        List<NDArray> linear = weights.list(head);
        return kernels.linear(kernels.meanPool(h), linear.get(0), linear.get(1));
    }
}
