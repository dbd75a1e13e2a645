package io.ddpo.learner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which samples are compared with each other.
 *
 * @param perPrompt those of the same prompt; otherwise all of the iteration
 */
record RewardGroups(boolean perPrompt) {

    /**
     * Applies a function to the rewards of each group.
     *
     * @param weigh from rewards to as many weights
     * @return the weights in the order of the samples
     */
    double[] map(List<TrainingSample> samples, UnaryOperator<double[]> weigh) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int sample = 0; sample < samples.size(); sample++) {
            String group = perPrompt ? samples.get(sample).prompt() : "";
            groups.computeIfAbsent(group, unseen -> new ArrayList<>()).add(sample);
        }
        double[] weights = new double[samples.size()];
        groups.values().forEach(members -> {
            double[] weighed = weigh.apply(rewards(samples, members));
            for (int i = 0; i < weighed.length; i++) {
                weights[members.get(i)] = weighed[i];
            }
        });
        return weights;
    }

    private static double[] rewards(List<TrainingSample> samples, Collection<Integer> members) {
        return members.stream()
                .mapToDouble(sample -> samples.get(sample).reward())
                .toArray();
    }
}
