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
    private final Function<float[], PolicyLoss> loss;

    /** @param loss from advantages to the loss */
    private PolicyGradientObjective(
            LearnerModel model,
            TrainingBatch batch,
            Objective settings,
            List<PlannedUpdate> updates,
            ReferenceLogProbabilities reference,
            Function<float[], PolicyLoss> loss) {
        this.model = model;
        this.batch = batch;
        this.settings = settings;
        this.updates = updates;
        this.reference = reference;
        this.loss = loss;
    }

    /** Ratios refer to the published log-probabilities, below fp32 to those that the learner computes first. */
    static IterationObjective importanceSampled(
            LearnerModel model, TrainingBatch batch, RunSpecification specification, int round) {
        List<PlannedUpdate> updates = EpochPlan.transitions(specification, round, batch.size());
        boolean published = specification.getCompute().getPrecision() == Precision.FP32 || updates.isEmpty();
        Objective settings = specification.getObjective();
        return new PolicyGradientObjective(
                model,
                batch,
                settings,
                updates,
                published
                        ? ReferenceLogProbabilities.published(batch)
                        : ReferenceLogProbabilities.recomputed(batch, updates),
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
        PolicyLoss weighted = loss.apply(batch.advantages(rows, settings.getAdvantageClamp()));
        float[] penalties = new float[rows.rows().size()];
        Arrays.fill(penalties, 0, rows.counted(), (float) settings.getKl().getCoefficient());
        return () -> model.accumulate(transitions, reference.of(rows), weighted, penalties, update.share(rows));
    }
}
