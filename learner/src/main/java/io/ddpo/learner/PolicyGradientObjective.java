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

/**
 * DDPO-IS and DDPO-SF: advantages weigh the log-probabilities of transitions. Off-policy they count by how much likelier
 * each transition is to the policy before the first update than to the one that sampled it.
 */
final class PolicyGradientObjective implements IterationObjective {
    private final TrainingBatch batch;
    private final Objective settings;
    private final List<PlannedUpdate> updates;
    private final ReferenceLogProbabilities reference;
    private final Function<float[], PolicyLoss> loss;

    /** @param loss from advantages to the loss */
    private PolicyGradientObjective(
            TrainingBatch batch,
            Objective settings,
            List<PlannedUpdate> updates,
            ReferenceLogProbabilities reference,
            Function<float[], PolicyLoss> loss) {
        this.batch = batch;
        this.settings = settings;
        this.updates = updates;
        this.reference = reference;
        this.loss = loss;
    }

    /** Ratios refer to the published log-probabilities, below fp32 and off-policy to those computed first. */
    static IterationObjective importanceSampled(TrainingBatch batch, RunSpecification specification, int round) {
        List<PlannedUpdate> updates = EpochPlan.transitions(specification, round, batch.size());
        boolean exact = specification.getCompute().getPrecision() == Precision.FP32;
        Objective settings = specification.getObjective();
        return new PolicyGradientObjective(
                batch,
                settings,
                updates,
                reference(batch, updates, exact && batch.onPolicy()),
                advantages -> new ClippedImportance(advantages, settings.getClipRange()));
    }

    /** Has no ratios in its loss; those to the log-probabilities before its one update are figures only. */
    static IterationObjective scoreFunction(TrainingBatch batch, RunSpecification specification, int round) {
        List<PlannedUpdate> updates = EpochPlan.transitions(specification, round, batch.size());
        return new PolicyGradientObjective(
                batch,
                specification.getObjective(),
                updates,
                reference(batch, updates, batch.onPolicy()),
                ScoreFunction::new);
    }

    private static ReferenceLogProbabilities reference(
            TrainingBatch batch, List<PlannedUpdate> updates, boolean asPublished) {
        return asPublished || updates.isEmpty()
                ? ReferenceLogProbabilities.published(batch)
                : ReferenceLogProbabilities.recomputed(batch, updates);
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
    public Callable<StepFigures> step(PlannedUpdate update, MicroBatch rows, Replica replica) throws IOException {
        Transitions transitions = batch.transitions(rows);
        PolicyLoss weighted = loss.apply(advantages(rows));
        float[] penalties = new float[rows.rows().size()];
        Arrays.fill(penalties, 0, rows.counted(), (float) settings.getKl().getCoefficient());
        return () -> replica.accumulate(transitions, reference.of(rows), weighted, penalties, update.share(rows));
    }

    /** A weight above 0 may as well be a part of the advantage: the clipped loss is homogeneous in it. */
    private float[] advantages(MicroBatch rows) {
        float[] advantages = batch.advantages(rows, settings.getAdvantageClamp());
        if (!batch.onPolicy()) {
            float[] weights = reference.behaviourWeights(rows);
            for (int row = 0; row < rows.counted(); row++) {
                advantages[row] *= weights[row];
            }
        }
        return advantages;
    }
}
