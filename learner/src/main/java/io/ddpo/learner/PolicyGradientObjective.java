package io.ddpo.learner;

import io.ddpo.diffusion.policy.ClippedImportance;
import io.ddpo.diffusion.policy.PolicyLoss;
import io.ddpo.diffusion.policy.ScoreFunction;
import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.Precision;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** DDPO-IS and DDPO-SF: advantages weigh the log-probabilities of transitions. */
final class PolicyGradientObjective implements IterationObjective {
    private final LearnerModel model;
    private final TrainingBatch batch;
    private final Objective settings;
    private final List<PlannedUpdate> updates;
    private final ReferenceLogProbabilities reference;
    private final boolean decoupled;
    private final Function<float[], PolicyLoss> loss;

    /**
     * @param decoupled whether transitions weigh how much likelier the reference makes them than the policy that sampled
     * @param loss from advantages to the loss
     */
    private PolicyGradientObjective(
            LearnerModel model,
            TrainingBatch batch,
            Objective settings,
            List<PlannedUpdate> updates,
            ReferenceLogProbabilities reference,
            boolean decoupled,
            Function<float[], PolicyLoss> loss) {
        this.model = model;
        this.batch = batch;
        this.settings = settings;
        this.updates = updates;
        this.reference = reference;
        this.decoupled = decoupled;
        this.loss = loss;
    }

    /**
     * Ratios refer to the published log-probabilities; below fp32, or with samples of another policy, to those that the
     * learner computes before the first update. Samples of another policy weigh what these two differ by (the decoupled
     * objective of Hilton et al., arXiv 2110.00641).
     */
    static IterationObjective importanceSampled(
            LearnerModel model, TrainingBatch batch, RunSpecification specification, int round, boolean onPolicy) {
        List<PlannedUpdate> updates = EpochPlan.transitions(specification, round, batch.size());
        boolean isFp32 = specification.getCompute().getPrecision() == Precision.FP32;
        Objective settings = specification.getObjective();
        return new PolicyGradientObjective(
                model,
                batch,
                settings,
                updates,
                onPolicy && isFp32 || updates.isEmpty()
                        ? ReferenceLogProbabilities.published(batch)
                        : ReferenceLogProbabilities.recomputed(batch, updates),
                !onPolicy,
                advantages -> new ClippedImportance(advantages, settings.getClipRange()));
    }

    /** Has no ratios in its loss; those to the published log-probabilities are figures only. */
    static IterationObjective scoreFunction(
            LearnerModel model, TrainingBatch batch, RunSpecification specification, int round) {
        return new PolicyGradientObjective(
                model,
                batch,
                specification.getObjective(),
                EpochPlan.transitions(specification, round, batch.size()),
                ReferenceLogProbabilities.published(batch),
                false,
                ScoreFunction::new);
    }

    @Override
    public List<PlannedUpdate> updates() {
        return updates;
    }

    @Override
    public ReferenceLogProbabilities reference() {
        return reference;
    }

    @Override
    public Callable<StepFigures> step(PlannedUpdate update, MicroBatch rows) throws IOException {
        Transitions transitions = batch.transitions(rows);
        PolicyLoss weighted = loss.apply(advantages(rows));
        float[] penalties = new float[rows.rows().size()];
        Arrays.fill(penalties, 0, rows.counted(), (float) settings.getKl().getCoefficient());
        return () -> model.accumulate(transitions, reference.of(rows), weighted, penalties, update.share(rows));
    }

    /** The weight of a transition is positive, so that it may as well be a part of the advantage. */
    private float[] advantages(MicroBatch rows) {
        float[] advantages = batch.advantages(rows, settings.getAdvantageClamp());
        if (decoupled) {
            float[] proximal = reference.of(rows);
            float[] published = batch.logProbabilities(rows);
            for (int row = 0; row < rows.counted(); row++) {
                advantages[row] *= (float) Math.exp(proximal[row] - published[row]);
            }
        }
        return advantages;
    }
}
