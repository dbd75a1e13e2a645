package io.ddpo.learner.guard;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import io.ddpo.schemas.avro.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Finds the evaluations of a run among its metrics. */
public final class EvaluationPoints {
    /** Series of evaluations. */
    public static final String EVALUATION = "evaluation";

    private static final String ITERATION = "iteration";
    private static final String KL_TO_BASE = "klToBase";
    private static final String PROMPTS = "prompts";
    private static final String ALL = "all";
    private static final String TRAINED = "trained";
    private static final String HELD_OUT = "held-out";
    private static final String REWARD = "reward";
    private static final String REWARD_STD = "rewardStd";
    private static final String GUARD = "guard.";
    private static final String GUARD_STD = "guardStd.";

    private EvaluationPoints() {}

    /** Whether a metric is part of what is looked for. */
    public static boolean isOne(Metric metric) {
        return metric.getSeries().equals(EVALUATION) || metric.getSeries().equals(ITERATION);
    }

    /**
     * Every evaluated version, in order, as its first record has it. One in which no picture could be scored is left out.
     *
     * @param metrics of the run, others among them
     */
    public static List<EvaluationPoint> of(Collection<Metric> metrics) {
        Map<Integer, Map<String, Metric>> evaluations = new TreeMap<>();
        Map<Integer, Double> divergences = new HashMap<>();
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(EVALUATION)) {
                evaluations
                        .computeIfAbsent(metric.getPolicyVersion(), version -> new HashMap<>())
                        .putIfAbsent(metric.getLabels().getOrDefault(PROMPTS, ""), metric);
            } else if (metric.getSeries().equals(ITERATION)
                    && metric.getValues().containsKey(KL_TO_BASE)) {
                divergences.put(metric.getPolicyVersion(), metric.getValues().get(KL_TO_BASE));
            }
        }
        List<EvaluationPoint> points = new ArrayList<>();
        evaluations.forEach((version, records) -> points.add(point(version, records, divergences.get(version))));
        points.removeIf(Objects::isNull);
        return points;
    }

    private static EvaluationPoint point(int version, Map<String, Metric> records, Double divergence) {
        Map<String, Double> figures = values(records.getOrDefault(TRAINED, records.get(ALL)));
        Optional<Spread> reward = reward(figures);
        if (reward.isEmpty()) {
            return null;
        }
        return new EvaluationPoint(
                version,
                reward.get(),
                reward(values(records.get(HELD_OUT))),
                guards(figures),
                optional(figures.get("diversity")),
                optional(divergence));
    }

    private static Optional<Spread> reward(Map<String, Double> values) {
        return values.containsKey(REWARD) && values.containsKey(REWARD_STD)
                ? Optional.of(new Spread(values.get(REWARD), values.get(REWARD_STD)))
                : Optional.empty();
    }

    private static Map<String, Spread> guards(Map<String, Double> values) {
        Map<String, Spread> guards = new TreeMap<>();
        values.forEach((key, mean) -> {
            String name = key.startsWith(GUARD) ? key.substring(GUARD.length()) : "";
            if (values.containsKey(GUARD_STD + name)) {
                guards.put(name, new Spread(mean, values.get(GUARD_STD + name)));
            }
        });
        return guards;
    }

    /** Anybody may write to the topic: what is no number is as good as missing. */
    private static Map<String, Double> values(Metric metric) {
        Map<String, Double> values = new TreeMap<>();
        if (metric != null) {
            metric.getValues().forEach((name, value) -> {
                if (Double.isFinite(value)) {
                    values.put(name, value);
                }
            });
        }
        return values;
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
