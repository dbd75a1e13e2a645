package io.ddpo.diffusion.evaluator;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.Norm;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Two ways into one space: pictures through a small residual network, sentences through a projection of their embedding.
 * Weights are passed to every call.
 */
final class Towers {

    private static final Norm NORM = new Norm(EvaluatorConfig.GROUPS, 1e-5);
    private static final int COLOURS = 3;

    private final Declarations declarations = new Declarations();
    private final List<String> first;
    private final List<Level> levels = new ArrayList<>();
    private final List<String> lastNorm;
    private final List<String> head;
    private final List<String> text;

    /** A halving of the size, and what is seen there. */
    private record Level(List<String> norm, List<String> halving, ResnetBlock block) {}

    Towers(EvaluatorConfig config) {
        List<Integer> channels = config.channels();
        first = declarations.conv("picture.first", COLOURS, channels.get(0), 3);
        for (int i = 1; i < channels.size(); i++) {
            String level = "picture.levels." + (i - 1);
            int in = channels.get(i - 1);
            int out = channels.get(i);
            levels.add(new Level(
                    declarations.norm(level + ".norm", in),
                    declarations.conv(level + ".halving", in, out, 3),
                    ResnetBlock.untimed(declarations, level + ".block", out, out, NORM)));
        }
        int last = channels.get(channels.size() - 1);
        lastNorm = declarations.norm("picture.norm", last);
        head = declarations.linear("picture.head", last, config.width());
        text = declarations.linear("text", config.textWidth(), config.width());
    }

    /** Every parameter with its shape. */
    Declarations declarations() {
        return declarations;
    }

    /** Unit vectors {@code [N, width]} of pictures {@code [N, 3, S, S]}. */
    NDArray pictures(Kernels kernels, Weights weights, NDArray pictures) {
        NDArray h = kernels.conv2d(pictures, weights.list(first), 1, 1);
        for (Level level : levels) {
            h = kernels.groupNormSilu(h, weights.list(level.norm()), NORM.groups(), NORM.eps());
            h = kernels.conv2d(h, weights.list(level.halving()), 2, 1);
            h = level.block().forward(kernels, weights, h);
        }
        h = kernels.groupNormSilu(h, weights.list(lastNorm), NORM.groups(), NORM.eps());
        return unit(kernels, weights, kernels.meanPool(h), head);
    }

    /** Unit vectors {@code [N, width]} of embeddings of sentences {@code [N, textWidth]}. */
    NDArray texts(Kernels kernels, Weights weights, NDArray sentences) {
        return unit(kernels, weights, sentences, text);
    }

    private static NDArray unit(Kernels kernels, Weights weights, NDArray x, List<String> linear) {
        List<NDArray> values = weights.list(linear);
        return kernels.unit(kernels.linear(x, values.get(0), values.get(1)));
    }
}
