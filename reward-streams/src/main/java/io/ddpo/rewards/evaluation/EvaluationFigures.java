package io.ddpo.rewards.evaluation;

import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What some of the samples of an evaluation show, as values by name. A value that nothing is known of is missing. */
final class EvaluationFigures {
    static final String REWARD = "reward";

    /** Before the name of a guard reward. */
    static final String GUARD = "guard.";

    static final String GUARD_STD = "guardStd.";

    private final List<Reward> rewards;
    private final Reference reference;

    /** @param rewards in an order that does not depend on that of arrival, since sums do */
    EvaluationFigures(List<Reward> rewards, Reference reference) {
        this.rewards = rewards;
        this.reference = reference;
    }

    SortedMap<String, Double> values() {
        SortedMap<String, Double> values = new TreeMap<>();
        values.put("samples", (double) rewards.size());
        values.put("failures", (double) rewards.size() - scores().length);
        put(values, REWARD, mean(scores()));
        put(values, "rewardStd", std(scores()));
        guards().forEach((name, scores) -> {
            put(values, GUARD + name, mean(toArray(scores)));
            put(values, GUARD_STD + name, std(toArray(scores)));
        });
        put(values, "diversity", diversity());
        put(values, "recognised", reference.recognised(rewards));
        put(values, "change", reference.change(rewards));
        return values;
    }

    private static void put(Map<String, Double> values, String name, double value) {
        if (!Double.isNaN(value)) {
            values.put(name, value);
        }
    }

    private double[] scores() {
        return rewards.stream()
                .filter(reward -> reward.getResult() instanceof Score)
                .mapToDouble(reward -> ((Score) reward.getResult()).getValue())
                .toArray();
    }

    private SortedMap<String, List<Double>> guards() {
        return rewards.stream()
                .flatMap(reward -> reward.getGuards().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** Of the pictures of a prompt, mean over the prompts that have two or more. */
    private double diversity() {
        return rewards.stream()
                .collect(Collectors.groupingBy(Reward::getPrompt, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .mapToDouble(ofPrompt -> Sketches.diversity(sketches(ofPrompt)))
                .filter(diversity -> !Double.isNaN(diversity))
                .average()
                .orElse(Double.NaN);
    }

    private static List<ByteBuffer> sketches(List<Reward> rewards) {
        return rewards.stream()
                .map(reward -> reward.getSketch().orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double std(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
