package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Draws a batch of trajectories from a policy. The noise of a sample depends on its seed and the step alone (stream 0 is
 * x_T, stream i the noise of the i-th transition), so that the same batch drawn twice is the same.
 */
public final class Rollout {

    private final Policy policy;
    private final Kernels kernels;
    private final RolloutSettings settings;
    private final List<DdimStep> steps;
    private final int dimensions;

    public Rollout(Policy policy, RolloutSettings settings) {
        this.policy = policy;
        this.kernels = policy.kernels();
        this.settings = settings;
        this.steps = policy.scheduler().steps(settings.steps(), settings.eta());
        this.dimensions = Arrays.stream(policy.latentShape()).reduce(1, Math::multiplyExact);
    }

    /** Denoising steps of a trajectory. */
    public int steps() {
        return steps.size();
    }

    /**
     * Runs one batch.
     *
     * @param seeds one a prompt
     * @param onStep told the number of steps done after each of them, for heartbeats and lock renewal
     */
    public List<Trajectory> run(List<String> prompts, long[] seeds, IntConsumer onStep) {
        int count = prompts.size();
        float[][][] latents = new float[count][settings.steps() + 1][];
        float[][] logProbabilities = new float[count][settings.steps()];
        float[][][] previews = new float[count][settings.steps()][];
        try (NDScope batch = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            Weights weights = policy.applied();
            NDArray context = policy.context(prompts, settings.guidanceScale());
            float[] x = settings.half() ? rounded(noise(seeds, 0)) : noise(seeds, 0);
            spread(x, latents, 0);
            for (int i = 0; i < settings.steps(); i++) {
                x = step(weights, context, x, seeds, i, logProbabilities, previews);
                spread(x, latents, i + 1);
                onStep.accept(i + 1);
            }
        }
        int[] timesteps = steps.stream().mapToInt(DdimStep::timestep).toArray();
        List<Trajectory> trajectories = new ArrayList<>(count);
        for (int n = 0; n < count; n++) {
            trajectories.add(new Trajectory(latents[n], timesteps, logProbabilities[n], previews[n]));
        }
        return trajectories;
    }

    private float[] step(
            Weights weights,
            NDArray context,
            float[] x,
            long[] seeds,
            int index,
            float[][] logProbabilities,
            float[][][] previews) {
        int count = seeds.length;
        DdimStep step = steps.get(index);
        String prediction = policy.scheduler().config().predictionType();
        double clip = policy.scheduler().config().clipRange();
        float[] timesteps = new float[count];
        Arrays.fill(timesteps, step.timestep());
        try (NDScope scope = new NDScope()) {
            NDArray from = tensor(x, count);
            NDArray c = kernels.floats(DdimStep.rows(Collections.nCopies(count, step)), count, DdimStep.COEFFICIENTS);
            NDArray output = policy.predict(weights, from, timesteps, context, settings.guidanceScale());
            NDArray mean = kernels.ddimMean(output, from, c, prediction, clip);
            NDArray next = kernels.ddimNext(mean, tensor(noise(seeds, index + 1), count), c, settings.half());
            float[] logs = kernels.logProbability(next, mean, c).toFloatArray();
            float[] seen =
                    kernels.predictedX0(output, from, c, prediction, clip).toFloatArray();
            for (int n = 0; n < count; n++) {
                logProbabilities[n][index] = logs[n];
                previews[n][index] = Arrays.copyOfRange(seen, n * dimensions, (n + 1) * dimensions);
            }
            return next.toFloatArray();
        }
    }

    private NDArray tensor(float[] values, int count) {
        int[] shape = policy.latentShape();
        return kernels.floats(values, count, shape[0], shape[1], shape[2]);
    }

    private float[] noise(long[] seeds, int stream) {
        float[] all = new float[seeds.length * dimensions];
        for (int n = 0; n < seeds.length; n++) {
            Noise.normals(seeds[n], stream, all, n * dimensions, dimensions);
        }
        return all;
    }

    private static float[] rounded(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = HalfFloats.toFloat(HalfFloats.round(values[i]));
        }
        return values;
    }

    private void spread(float[] x, float[][][] latents, int index) {
        for (int n = 0; n < latents.length; n++) {
            latents[n][index] = Arrays.copyOfRange(x, n * dimensions, (n + 1) * dimensions);
        }
    }
}
