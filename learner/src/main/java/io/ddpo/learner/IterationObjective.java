package io.ddpo.learner;

import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** What an algorithm does with one iteration: which rows it trains on, and the loss on them. One thread at a time. */
interface IterationObjective {

    /** The updates of all passes, in order; none where nothing is to be learned from. */
    List<PlannedUpdate> updates();

    /** What log ratios refer to. What is pending of it is computed before the first update. */
    ReferenceLogProbabilities reference();

    /**
     * Reads what a micro-batch needs.
     *
     * @param replica that is to compute it, on its own thread
     * @return the computation that adds the gradient of its share of the update's loss to what the next update
     *     takes; its figures have the log ratios of all rows, or none where the loss has no transitions
     */
    Callable<StepFigures> step(PlannedUpdate update, MicroBatch rows, Replica replica) throws IOException;

    /**
     * The objective of a specification's algorithm.
     *
     * @param specification with the settings in effect
     * @param round what everything random is drawn by
     */
    static IterationObjective of(LearnerModel model, TrainingBatch batch, RunSpecification specification, int round) {
        return switch (specification.getObjective().getAlgorithm()) {
            case DDPO_IS -> PolicyGradientObjective.importanceSampled(batch, specification, round);
            case DDPO_SF -> PolicyGradientObjective.scoreFunction(batch, specification, round);
            case RWR, RWR_SPARSE -> new RegressionObjective(model, batch, specification, round);
        };
    }
}
