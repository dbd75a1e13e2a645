package io.ddpo.local.report;

import io.ddpo.local.history.GuardFigures;
import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.history.LogShare;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.Sessions;
import io.ddpo.local.history.Spread;
import io.ddpo.local.history.TrajectoryCounts;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run in figures, all of them measured. The names are those of {@code summary.json}.
 *
 * @param iterations trained
 * @param samples trained on
 * @param seconds that the run was worked on, interruptions not counted
 * @param peakRssMb the most memory that the process held at once, in MB (10⁶ bytes)
 * @param reward how it changed
 * @param judgeAccuracy how well pictures show what was asked for; null where the model has no judge, or a prompt no noun
 * @param maxLogRatioOnPolicy the largest difference of a log-probability between sampler and learner, in nats; null where
 *     a replay trained on samples of other policies alone
 * @param trajectories what became of the samples
 * @param weightsVersion the last version
 * @param policySha256 of its trainable tensors
 * @param overoptimisedAt the first version that its guard marked; null where it marked none
 * @param logShare share of an iteration's wall time in which no model computed, see {@link LogShare}; null if unknown
 */
public record Summary(
        int iterations,
        long samples,
        double seconds,
        double peakRssMb,
        RewardChange reward,
        JudgeAccuracy judgeAccuracy,
        Double maxLogRatioOnPolicy,
        TrajectoryCounts trajectories,
        int weightsVersion,
        String policySha256,
        Integer overoptimisedAt,
        Double logShare) {

    /** So many iterations at the end are taken together, since one of them alone is noisy. */
    private static final int LAST = 3;

    private static final String ITERATION = "iteration";
    private static final String MAX_LOG_RATIO = "maxLogRatioOnPolicy";

    /**
     * The reward before and after.
     *
     * @param first of the first iteration, whose samples are the base model's
     * @param last of the last three iterations together
     */
    public record RewardChange(MeanStd first, MeanStd last) {}

    /** Of rewards, in the unit of the reward. */
    public record MeanStd(double mean, double std) {
        private static MeanStd of(List<IterationRewards> iterations) {
            Spread spread = Spread.of(iterations.stream()
                    .flatMap(iteration -> iteration.rewards().stream())
                    .toList());
            return new MeanStd(spread.mean(), spread.std());
        }
    }

    static Summary of(RunHistory history, Optional<JudgeAccuracy> judge) {
        List<IterationRewards> iterations = history.iterations();
        List<IterationRewards> last = iterations.subList(Math.max(0, iterations.size() - LAST), iterations.size());
        WeightsManifest manifest = history.last();
        Sessions sessions = Sessions.of(history.metrics());
        OptionalDouble share = LogShare.of(history.metrics());
        return new Summary(
                manifest.getIteration(),
                history.trajectories().trained(),
                sessions.seconds(),
                sessions.peakRssMb(),
                new RewardChange(MeanStd.of(iterations.subList(0, 1)), MeanStd.of(last)),
                judge.orElse(null),
                Arrays.stream(history.values(ITERATION, MAX_LOG_RATIO))
                        .boxed()
                        .max(Double::compare)
                        .orElse(null),
                history.trajectories(),
                manifest.getVersion(),
                manifest.getPolicySha256(),
                history.judgements().stream()
                        .filter(GuardFigures::overoptimised)
                        .map(GuardFigures::version)
                        .findFirst()
                        .orElse(null),
                share.isPresent() ? share.getAsDouble() : null);
    }
}
