package io.ddpo.rewards.evaluation;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes the metric records of a whole evaluation out of its rewards: one of all its samples, one each of the prompts that
 * are trained on and of those that are not, and one of every prompt. Pure: neither order nor time of arrival matters.
 */
public final class EvaluationCloser {
    /** Series of an evaluation as a whole; its label {@code prompts} says of which prompts. */
    public static final String SERIES = "evaluation";

    /** Series of single prompts. */
    public static final String PROMPT_SERIES = "evaluation.prompt";

    static final String PROMPTS = "prompts";
    static final String ALL = "all";
    static final String TRAINED = "trained";
    static final String HELD_OUT = "held-out";

    private static final Comparator<Reward> ORDER = Comparator.comparing(Reward::getRequestId)
            .thenComparing(Reward::getIndexInRequest)
            .thenComparing(Reward::getTrajectoryId);

    private final Set<String> trained;

    public EvaluationCloser(RunSpecification run) {
        this.trained = run.getPrompts().stream().map(Prompt::getText).collect(Collectors.toSet());
    }

    /**
     * Closes an evaluation.
     *
     * @param rewards one for each of its samples, at least one, in any order
     * @param base those of version 0, which may be this one
     * @param now when
     */
    public List<Metric> close(Collection<Reward> rewards, Collection<Reward> base, Instant now) {
        List<Reward> sorted = rewards.stream().sorted(ORDER).toList();
        Reference reference = new Reference(base.stream().sorted(ORDER).toList());
        List<Metric> metrics = new ArrayList<>();
        for (String prompts : List.of(ALL, TRAINED, HELD_OUT)) {
            List<Reward> some = sorted.stream().filter(isOf(prompts)).toList();
            if (!some.isEmpty()) {
                metrics.add(metric(SERIES, some, reference, Map.of(PROMPTS, prompts), now));
            }
        }
        byPrompt(sorted).forEach((prompt, ofPrompt) -> {
            Map<String, String> labels = Map.of("prompt", prompt, PROMPTS, set(ofPrompt.get(0)));
            metrics.add(metric(PROMPT_SERIES, ofPrompt, reference, labels, now));
        });
        return metrics;
    }

    private Predicate<Reward> isOf(String prompts) {
        return reward -> prompts.equals(ALL) || prompts.equals(set(reward));
    }

    private String set(Reward reward) {
        return trained.contains(reward.getPrompt()) ? TRAINED : HELD_OUT;
    }

    private static Map<String, List<Reward>> byPrompt(List<Reward> rewards) {
        return rewards.stream().collect(Collectors.groupingBy(Reward::getPrompt, TreeMap::new, Collectors.toList()));
    }

    private static Metric metric(
            String series, List<Reward> rewards, Reference reference, Map<String, String> labels, Instant now) {
        Reward any = rewards.get(0);
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(any.getIteration())
                .setPolicyVersion(any.getPolicyVersion())
                .setStep(any.getPolicyVersion())
                .setTimestamp(now)
                .setValues(new EvaluationFigures(rewards, reference).values())
                .setLabels(labels)
                .build();
    }
}
