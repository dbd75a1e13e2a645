package io.ddpo.rewards.advantage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Normalises by the prompt's own recent rewards, so that an easy prompt does not look good merely for being easy. The
 * per-prompt tracker of DDPO (arXiv 2305.13301): a batch's rewards are remembered first; a prompt with fewer than
 * {@code minCount} remembered rewards is normalised by the whole batch instead.
 *
 * @param bufferSize rewards remembered per prompt, at least 1
 * @param minCount fewest remembered rewards that make statistics of their own, 1 to {@code bufferSize}
 */
record PerPromptTracker(int bufferSize, int minCount) implements Normalisation {
    /** As in the published implementation. */
    private static final double FLOOR = 1e-6;

    PerPromptTracker {
        if (minCount < 1 || minCount > bufferSize) {
            throw new IllegalArgumentException(
                    "minCount: expected 1 to bufferSize (%d), got %d".formatted(bufferSize, minCount));
        }
    }

    @Override
    public Result apply(List<PromptReward> batch, RewardMemory memory) {
        Map<String, List<Double>> remembered = remember(batch, memory);
        Statistics whole =
                Statistics.of(batch.stream().map(PromptReward::reward).toList());
        Map<String, Statistics> own = new HashMap<>();
        remembered.forEach((prompt, rewards) -> {
            if (rewards.size() >= minCount) {
                own.put(prompt, Statistics.of(rewards));
            }
        });
        List<Normalised> advantages = batch.stream()
                .map(sample -> normalise(sample.reward(), own.get(sample.prompt()), whole))
                .toList();
        return new Result(advantages, remembered);
    }

    private static Normalised normalise(double reward, Statistics own, Statistics whole) {
        return own == null ? whole.normalise(reward, FLOOR, false) : own.normalise(reward, FLOOR, true);
    }

    private Map<String, List<Double>> remember(List<PromptReward> batch, RewardMemory memory) {
        Map<String, List<Double>> remembered = new LinkedHashMap<>();
        for (PromptReward sample : batch) {
            remembered
                    .computeIfAbsent(sample.prompt(), prompt -> new ArrayList<>(memory.of(prompt)))
                    .add(sample.reward());
        }
        remembered.replaceAll((prompt, rewards) -> newest(rewards));
        return remembered;
    }

    private List<Double> newest(List<Double> rewards) {
        return List.copyOf(rewards.subList(Math.max(0, rewards.size() - bufferSize), rewards.size()));
    }
}
