package io.ddpo.console.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the rewards of a group of samples come to.
 *
 * @param spread of all rewards
 * @param prompts spread of the mean rewards of prompts
 * @param components mean of each component, over the samples that have it
 */
record GroupFigures(Spread spread, Spread prompts, Map<String, Double> components) {
    static GroupFigures of(List<Sample> samples) {
        List<Sample> scored = samples.stream().filter(Sample::isScored).toList();
        Map<String, Double> prompts = scored.stream()
                .collect(Collectors.groupingBy(Sample::prompt, Collectors.averagingDouble(Sample::reward)));
        Map<String, Double> components = scored.stream()
                .flatMap(sample -> sample.components().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.averagingDouble(Map.Entry::getValue)));
        return new GroupFigures(
                spread(scored, Sample::reward), spread(List.copyOf(prompts.values()), mean -> mean), components);
    }

    private static <T> Spread spread(List<T> values, Function<T, Double> value) {
        return Spread.of(values.stream().mapToDouble(value::apply).toArray());
    }
}
