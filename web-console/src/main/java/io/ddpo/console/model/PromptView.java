package io.ddpo.console.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rewards of one prompt.
 *
 * @param change mean of the newest quarter of its versions less that of the oldest; NaN with fewer than two versions
 * @param versions with a reward, ascending
 * @param means of those versions
 * @param best id of the sample with the highest reward; null without any
 */
public record PromptView(
        String prompt,
        int count,
        int failures,
        double mean,
        double std,
        double change,
        int[] versions,
        double[] means,
        String best,
        String worst) {

    static PromptView of(String prompt, List<Sample> samples) {
        List<Sample> scored = samples.stream().filter(Sample::isScored).toList();
        Spread spread = Spread.of(scored.stream().mapToDouble(Sample::reward).toArray());
        Map<Integer, List<Double>> byVersion = new TreeMap<>();
        scored.forEach(sample -> byVersion
                .computeIfAbsent(sample.version(), version -> new ArrayList<>())
                .add(sample.reward()));
        double[] means = byVersion.values().stream()
                .mapToDouble(rewards ->
                        rewards.stream().mapToDouble(reward -> reward).average().orElseThrow())
                .toArray();
        Comparator<Sample> byReward = Comparator.comparingDouble(Sample::reward).thenComparing(Sample::id);
        return new PromptView(
                prompt,
                scored.size(),
                samples.size() - scored.size(),
                spread.mean(),
                spread.std(),
                change(means),
                byVersion.keySet().stream().mapToInt(version -> version).toArray(),
                means,
                scored.stream().max(byReward).map(Sample::id).orElse(null),
                scored.stream().min(byReward).map(Sample::id).orElse(null));
    }

    private static double change(double[] means) {
        if (means.length < 2) {
            return Double.NaN;
        }
        int quarter = Math.max(1, means.length / 4);
        double oldest = 0;
        double newest = 0;
        for (int i = 0; i < quarter; i++) {
            oldest += means[i];
            newest += means[means.length - 1 - i];
        }
        return (newest - oldest) / quarter;
    }
}
