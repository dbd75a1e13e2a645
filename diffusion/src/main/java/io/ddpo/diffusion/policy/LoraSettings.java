package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.weights.Declarations;
import java.util.List;

/**
 * Low-rank adaptation (Hu et al., 2022): {@code W + alpha/rank · B · A} on chosen layers.
 *
 * @param rank inner dimension, at least 1
 * @param alpha numerator of the scale
 * @param targets layers by the end of their name, such as {@code to_q} or {@code to_out.0}
 * @param seed of the initial A
 */
public record LoraSettings(int rank, double alpha, List<String> targets, long seed) {

    /** What DDPO adapts: all projections of both attentions. */
    public static final List<String> ATTENTION = List.of("to_q", "to_k", "to_v", "to_out.0");

    private static final int MATRIX = 2;

    public LoraSettings {
        targets = List.copyOf(targets);
        if (rank < 1) {
            throw new IllegalArgumentException("LoRA rank: expected at least 1, came " + rank);
        }
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("LoRA alpha: expected a number above 0, came " + alpha);
        }
    }

    /**
     * Checks the targets.
     *
     * @param declared the network's weights
     * @throws IllegalArgumentException if a target is not the name of linear layers
     */
    public void requireIn(Declarations declared) {
        for (String target : targets) {
            List<long[]> shapes = declared.all().entrySet().stream()
                    .filter(weight -> names(target, weight.getKey()))
                    .map(weight -> weight.getValue().shape())
                    .toList();
            if (shapes.isEmpty() || shapes.stream().anyMatch(shape -> shape.length != MATRIX)) {
                throw new IllegalArgumentException("LoRA target " + target
                        + ": expected the end of linear layers' names, such as to_q, came "
                        + (shapes.isEmpty() ? "what no layer is called" : "convolutions"));
            }
        }
    }

    private static boolean names(String target, String weight) {
        return weight.endsWith("." + target + ".weight");
    }

    /** Whether a weight of the UNet is one of those that are adapted. */
    boolean adapts(String weight) {
        return targets.stream().anyMatch(target -> names(target, weight));
    }

    double scale() {
        return alpha / rank;
    }
}
