package io.ddpo.learner;

import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * The training of one iteration, a micro-batch a device at a time, by whatever its objective is. Nothing is lost by
 * dropping it half-way, but then the model is no version any more.
 *
 * <p>With samples of this very policy the log ratios of the first update must be 0: they are measured before its
 * gradients are applied. If a sampler broke that contract, training ends there and the model is what it was. What refers
 * to the policy before the first update is computed first: its divergence from the base, and below fp32 or off-policy its
 * log-probabilities.
 */
final class IterationTraining implements AutoCloseable {
    private final LearnerModel model;
    private final TrainingBatch batch;
    private final double clipRange;
    private final TrainingSettings training;
    private final IterationObjective objective;
    private final List<PlannedUpdate> updates;
    private final RatioContract contract;
    private final KlMeasurement divergence;
    private final ModelTime modelTime;
    private final List<UpdateFigures> figures = new ArrayList<>();
    private final int total;

    private int done;
    private int microBatch;
    private UpdateTally tally;
    private Duration modelTimeBefore;
    private boolean broken;

    /**
     * Training that has not begun.
     *
     * @param batch closed with this
     * @param specification with the settings in effect
     * @param round what everything random is drawn by
     */
    IterationTraining(
            LearnerModel model, TrainingBatch batch, RunSpecification specification, int round, InstantSource clock) {
        this.model = model;
        this.batch = batch;
        this.clipRange = specification.getObjective().getClipRange();
        this.training = specification.getTraining();
        this.objective = IterationObjective.of(model, batch, specification, round);
        this.updates = objective.updates();
        this.contract = batch.onPolicy()
                ? RatioContract.of(clipRange, specification.getCompute().getPrecision())
                : RatioContract.offPolicy();
        this.divergence = new KlMeasurement(
                batch,
                new Seeds(specification.getSeed()).divergence(round),
                specification.getObjective().getKl().getTransitions(),
                training.getMicroBatch());
        this.modelTime = new ModelTime(clock);
        this.total = divergence.pending()
                + objective.reference().pending()
                + updates.stream()
                        .mapToInt(update -> update.microBatches().size())
                        .sum();
    }

    /** Whether nothing is left to do. */
    boolean finished() {
        return broken || figures.size() == updates.size();
    }

    /** Micro-batches done. */
    int done() {
        return done;
    }

    /** Micro-batches in all. */
    int total() {
        return total;
    }

    /** Samples that are trained on. */
    int samples() {
        return batch.size();
    }

    /** What the updates showed so far. */
    List<UpdateFigures> figures() {
        return List.copyOf(figures);
    }

    /** Whether the samples were made by the policy that the training began with. */
    boolean onPolicy() {
        return batch.onPolicy();
    }

    /** What the first update showed of the log-probabilities. */
    RatioContract contract() {
        return contract;
    }

    /** Mean divergence from the base of the policy before the first update; empty where it was not measured. */
    OptionalDouble divergence() {
        return divergence.mean();
    }

    /** Model computation so far. */
    Duration modelTime() {
        return modelTime.total();
    }

    /** Trains on the next micro-batches, one a device, and updates the policy after the last of an update. */
    void advance() throws Exception {
        if (divergence.pending() > 0) {
            divergence.measure(this::divergences);
            done++;
        } else if (objective.reference().pending() > 0) {
            objective.reference().recompute(this::measure);
            done++;
        } else {
            train();
        }
    }

    private void train() throws Exception {
        PlannedUpdate update = updates.get(figures.size());
        if (microBatch == 0) {
            tally = new UpdateTally(clipRange);
            modelTimeBefore = modelTime.total();
        }
        int all = update.microBatches().size();
        int end = Math.min(microBatch + model.replicas().size(), all);
        accumulate(update, update.microBatches().subList(microBatch, end));
        done += end - microBatch;
        microBatch = end;
        if (microBatch == all) {
            complete();
        }
    }

    /** The n-th micro-batch goes to the same replica every time, so that sums are rounded the same. */
    private void accumulate(PlannedUpdate update, List<MicroBatch> together) throws Exception {
        List<Callable<StepFigures>> steps = new ArrayList<>();
        for (MicroBatch rows : together) {
            steps.add(objective.step(update, rows, model.replicas().get(steps.size())));
        }
        List<StepFigures> seen = modelTime.of(() -> model.together(steps));
        for (int i = 0; i < seen.size(); i++) {
            take(update, together.get(i), seen.get(i));
        }
    }

    private void take(PlannedUpdate update, MicroBatch rows, StepFigures step) {
        tally.add(rows, step, update.share(rows));
        boolean showsTheSampler =
                figures.isEmpty() && step.hasRatios() && !objective.reference().isRecomputed();
        for (int row = 0; showsTheSampler && row < rows.counted(); row++) {
            contract.measured(batch.sampler(rows, row), step.logRatios()[row]);
        }
    }

    private void complete() throws Exception {
        if (figures.isEmpty()) {
            probeOthers();
            broken = !contract.broken().isEmpty();
        }
        if (broken) {
            model.discardGradients();
            return;
        }
        double norm = modelTime.of(() -> model.update(training));
        figures.add(tally.figures(norm, Timing.seconds(modelTime.total().minus(modelTimeBefore))));
        microBatch = 0;
    }

    /** Measures one trajectory of every sampler that has none in the first minibatch. */
    private void probeOthers() throws Exception {
        Set<String> seen = new TreeSet<>(contract.samplers());
        for (int sample = 0; sample < batch.size(); sample++) {
            if (seen.add(batch.samples().get(sample).sampler())) {
                probe(sample);
            }
        }
    }

    private void probe(int sample) throws Exception {
        List<Transition> all = new ArrayList<>();
        for (int step = 0; step < batch.steps().size(); step++) {
            all.add(new Transition(sample, step));
        }
        for (MicroBatch rows : MicroBatch.cut(all, training.getMicroBatch())) {
            measure(rows);
        }
    }

    /** Log-probabilities under the policy as it is now, by which the samplers are measured. */
    private float[] measure(MicroBatch rows) throws Exception {
        Transitions transitions = batch.transitions(rows);
        float[] recomputed = modelTime.of(() -> model.logProbabilities(transitions));
        float[] published = batch.logProbabilities(rows);
        for (int row = 0; row < rows.counted(); row++) {
            contract.measured(batch.sampler(rows, row), recomputed[row] - published[row]);
        }
        return recomputed;
    }

    private float[] divergences(MicroBatch rows) throws Exception {
        Transitions transitions = batch.transitions(rows);
        return modelTime.of(() -> model.divergences(transitions));
    }

    @Override
    public void close() throws IOException {
        batch.close();
    }
}
