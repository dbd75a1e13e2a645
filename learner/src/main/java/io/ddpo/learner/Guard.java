package io.ddpo.learner;

import io.ddpo.learner.guard.EvaluationPoint;
import io.ddpo.learner.guard.EvaluationPoints;
import io.ddpo.learner.guard.Overoptimisation;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a version that is evaluated, once: by the metrics that the log has, so that a learner that begins anew says the
 * same. Over-optimisation is found once in a run; whoever lets the run go on after that has decided.
 *
 * @param log of the run
 * @param effective with the settings in effect at the version
 */
record Guard(RunLog log, RunSpecification effective, WeightsManifest version, Instant now) {
    /** Series with one record for each version that was judged. */
    static final String SERIES = "guard";

    private static final String OVEROPTIMISED = "overoptimised";
    private static final Logger logger = LoggerFactory.getLogger(Guard.class);

    /** Whether a metric is part of what a judgement rests on. */
    static boolean restsOn(Metric metric) {
        return EvaluationPoints.isOne(metric) || metric.getSeries().equals(SERIES);
    }

    /**
     * Judges the version.
     *
     * @param latest what is known of it from its training, which is not committed yet
     * @return empty as long as its evaluation is not closed
     */
    Optional<Judgement> judge(List<Metric> latest) {
        if (!isJudged()) {
            return Optional.of(Judgement.NONE);
        }
        List<Metric> metrics = new ArrayList<>(log.figures());
        if (metrics.stream().anyMatch(metric -> isOf(metric, SERIES))) {
            return Optional.of(Judgement.NONE);
        }
        if (metrics.stream().noneMatch(metric -> isOf(metric, EvaluationPoints.EVALUATION))) {
            return Optional.empty();
        }
        metrics.addAll(latest);
        return Optional.of(judgement(metrics));
    }

    private boolean isJudged() {
        boolean isEvaluated =
                new Planner(effective).evaluates(version.getVersion()) || version.getState() == RunState.FINISHED;
        return isEvaluated
                && !isRolledBack()
                && effective.getGuard().getOnOveroptimisation() != OnOveroptimisation.IGNORE;
    }

    /** A version with the weights of an earlier one is not evaluated again. */
    private boolean isRolledBack() {
        return version.getParentVersion()
                .filter(parent -> parent != version.getVersion() - 1)
                .isPresent();
    }

    private boolean isOf(Metric metric, String series) {
        return metric.getSeries().equals(series) && metric.getPolicyVersion() == version.getVersion();
    }

    private Judgement judgement(List<Metric> metrics) {
        List<EvaluationPoint> points = EvaluationPoints.of(metrics).stream()
                .filter(point -> point.version() <= version.getVersion())
                .toList();
        double fall = effective.getGuard().getFall();
        Optional<Overoptimisation> found =
                wasFoundBefore(metrics) ? Optional.empty() : Overoptimisation.at(points, fall);
        found.ifPresent(it -> logger.atWarn()
                .addKeyValue("run", version.getRun())
                .addKeyValue("policyVersion", it.version())
                .log("The reward is over-optimised: {}", it.reason()));
        return new Judgement(List.of(metric(points, found)), found);
    }

    private static boolean wasFoundBefore(List<Metric> metrics) {
        return metrics.stream()
                .filter(metric -> metric.getSeries().equals(SERIES))
                .anyMatch(metric -> metric.getValues().getOrDefault(OVEROPTIMISED, 0.0) == 1);
    }

    private Metric metric(List<EvaluationPoint> points, Optional<Overoptimisation> found) {
        Map<String, Double> values = new TreeMap<>(Map.of(OVEROPTIMISED, found.isPresent() ? 1.0 : 0.0));
        Map<String, String> labels = new TreeMap<>();
        found.ifPresent(it -> {
            values.put("lastSound", (double) it.lastSound());
            labels.put("reason", it.reason());
        });
        values.putAll(Overoptimisation.figures(points));
        return Metric.newBuilder()
                .setSeries(SERIES)
                .setIteration(version.getIteration())
                .setPolicyVersion(version.getVersion())
                .setStep(version.getVersion())
                .setTimestamp(now)
                .setValues(values)
                .setLabels(labels)
                .build();
    }
}
