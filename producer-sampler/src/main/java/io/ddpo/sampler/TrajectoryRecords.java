package io.ddpo.sampler;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.Trajectory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes records of sampled trajectories.
 *
 * @param worker who sampled them
 * @param shape channels, height and width of a latent
 * @param decoder makes pictures of latents
 */
record TrajectoryRecords(String worker, int[] shape, LatentDecoder decoder) {
    /** Enough to see a picture come out of the noise, and little beside the latents. */
    private static final int PREVIEWS = 4;

    /** The record of the sample at {@code index} of a request. */
    Trajectory of(RolloutRequest request, int index, io.ddpo.diffusion.policy.Trajectory sampled) {
        RequestedSample sample = request.getSamples().get(index);
        return Trajectory.newBuilder()
                .setId(sample.getTrajectoryId())
                .setRequestId(request.getId())
                .setIndexInRequest(index)
                .setIteration(request.getIteration())
                .setPurpose(request.getPurpose())
                .setPolicyVersion(request.getPolicyVersion())
                .setBaseDigest(request.getBaseDigest())
                .setPrompt(sample.getPrompt())
                .setSeed(sample.getSeed())
                .setTimesteps(Arrays.stream(sampled.timesteps()).boxed().toList())
                .setLatentDtype(request.getSampling().getLatentDtype())
                .setLatentShape(List.of(sampled.latents().length, shape[0], shape[1], shape[2]))
                .setLatents(
                        Latents.encode(sampled.latents(), request.getSampling().getLatentDtype()))
                .setLogProbabilities(boxed(sampled.logProbabilities()))
                .setGuidanceScale(request.getSampling().getGuidanceScale())
                .setEta(request.getSampling().getEta())
                .setSampler(worker)
                .setPreviews(hasPreviews(request, index) ? previews(sampled.previews()) : List.of())
                .build();
    }

    /** What the trajectory ends with, decoded from the latent as it is published. */
    Picture picture(io.ddpo.diffusion.policy.Trajectory sampled) {
        return decoder.decode(sampled.last());
    }

    /** An autoencoder takes as long for four previews as the model for some steps: one sample a request shows them. */
    private boolean hasPreviews(RolloutRequest request, int index) {
        return decoder.isImmediate() || index == Outcomes.wanted(request).get(0);
    }

    /** Why a trajectory is of no use, in one sentence; empty if it is sound. */
    static Optional<String> fault(io.ddpo.diffusion.policy.Trajectory sampled) {
        for (int step = 0; step < sampled.timesteps().length; step++) {
            String place = "step " + (step + 1) + " of " + sampled.timesteps().length + ": ";
            float logProbability = sampled.logProbabilities()[step];
            if (!Float.isFinite(logProbability)) {
                return Optional.of(place + "expected a finite log-probability, came " + logProbability);
            }
            for (float value : sampled.latents()[step + 1]) {
                if (!Float.isFinite(value)) {
                    return Optional.of(place + "expected finite latents, came " + value);
                }
            }
        }
        return Optional.empty();
    }

    /** Evenly spaced, the last step among them. */
    private List<ByteBuffer> previews(float[][] seen) {
        int count = Math.min(PREVIEWS, seen.length);
        return IntStream.rangeClosed(1, count)
                .map(i -> i * seen.length / count - 1)
                .mapToObj(step -> decoder.decode(seen[step]))
                .map(picture -> ByteBuffer.wrap(Thumbnails.of(picture).toPng()))
                .toList();
    }

    private static List<Float> boxed(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
