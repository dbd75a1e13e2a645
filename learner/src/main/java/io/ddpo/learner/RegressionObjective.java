package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.policy.NoisedLatents;
import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * RWR and RWR-sparse: the denoising loss on the final latents, which are noised to one timestep a sample and pass.
 * Samples of weight 0 are left out. The final latent as published takes the place of an encoding of the picture.
 */
final class RegressionObjective implements IterationObjective {
    private final TrainingBatch batch;
    private final double[] weights;
    private final List<PlannedUpdate> updates;
    private final Seeds seeds;
    private final int round;

    /** @param round the iterations trained before this one */
    RegressionObjective(LearnerModel model, TrainingBatch batch, RunSpecification specification, int round) {
        this.batch = batch;
        this.weights = SampleWeights.of(specification.getObjective()).of(batch.samples());
        int[] kept = IntStream.range(0, weights.length)
                .filter(sample -> weights[sample] > 0)
                .toArray();
        this.updates = EpochPlan.timesteps(specification, round, kept, model.trainTimesteps());
        this.seeds = new Seeds(specification.getSeed());
        this.round = round;
    }

    @Override
    public List<PlannedUpdate> updates() {
        return updates;
    }

    @Override
    public ReferenceLogProbabilities reference() {
        return ReferenceLogProbabilities.published(batch);
    }

    @Override
    public Callable<StepFigures> step(PlannedUpdate update, MicroBatch rows, Replica replica) throws IOException {
        int size = rows.rows().size();
        int dimensions = batch.scratch().dimensions();
        float[] x0 = new float[size * dimensions];
        float[] noise = new float[x0.length];
        int[] timesteps = new int[size];
        List<String> prompts = new ArrayList<>(size);
        float[] rowWeights = new float[size];
        for (int row = 0; row < size; row++) {
            Transition which = rows.rows().get(row);
            batch.scratch().readLast(batch.samples().get(which.sample()).slot(), row, x0);
            Noise.normals(seeds.noise(round, update.pass()), which.sample(), noise, row * dimensions, dimensions);
            timesteps[row] = which.step();
            prompts.add(batch.samples().get(which.sample()).prompt());
            rowWeights[row] = row < rows.counted() ? (float) weights[which.sample()] : 0;
        }
        NoisedLatents latents = new NoisedLatents(x0, noise, timesteps, prompts);
        return () -> replica.regress(latents, rowWeights, update.share(rows));
    }
}
