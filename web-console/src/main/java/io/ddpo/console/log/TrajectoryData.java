package io.ddpo.console.log;

import io.ddpo.schemas.avro.Trajectory;
import java.util.List;

/**
 * What pages show of a trajectory; its latents stay in the log.
 *
 * @param timesteps of the T denoising steps, descending
 * @param logProbabilities of the T transitions, in nats per element
 * @param previews PNGs of the x_0 that the model predicted on the way, first step first
 */
public record TrajectoryData(
        int[] timesteps,
        float[] logProbabilities,
        int[] latentShape,
        double guidanceScale,
        double eta,
        String baseDigest,
        List<byte[]> previews) {

    static TrajectoryData of(Trajectory trajectory) {
        float[] logProbabilities = new float[trajectory.getLogProbabilities().size()];
        for (int i = 0; i < logProbabilities.length; i++) {
            logProbabilities[i] = trajectory.getLogProbabilities().get(i);
        }
        return new TrajectoryData(
                trajectory.getTimesteps().stream().mapToInt(t -> t).toArray(),
                logProbabilities,
                trajectory.getLatentShape().stream().mapToInt(d -> d).toArray(),
                trajectory.getGuidanceScale(),
                trajectory.getEta(),
                trajectory.getBaseDigest(),
                trajectory.getPreviews().stream().map(PictureData::bytes).toList());
    }

    int size() {
        return 8 * timesteps.length
                + previews.stream().mapToInt(preview -> preview.length).sum();
    }
}
