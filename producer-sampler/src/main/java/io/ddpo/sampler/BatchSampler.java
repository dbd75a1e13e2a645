package io.ddpo.sampler;

import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.SamplingSettings;
import java.util.List;

/**
 * Runs the batch of a request, padding included: arithmetic depends on the shape of the batch, so that the shape is
 * never changed to save work.
 */
final class BatchSampler {
    private final Policy policy;

    /** @param policy stays open, and is at the version of each request when that is sampled */
    BatchSampler(Policy policy) {
        this.policy = policy;
    }

    /**
     * Draws the trajectories of a request, in its order.
     *
     * @param progress is told of every step
     * @throws RefusedRequestException if its settings cannot be sampled with
     * @throws ai.djl.engine.EngineException if the device fails
     */
    List<Trajectory> sample(RolloutRequest request, Progress progress) {
        Rollout rollout = rollout(request);
        List<RequestedSample> samples = request.getSamples();
        List<String> prompts = samples.stream().map(RequestedSample::getPrompt).toList();
        long[] seeds = samples.stream().mapToLong(RequestedSample::getSeed).toArray();
        int steps = request.getSampling().getSteps();
        return rollout.run(prompts, seeds, done -> progress.steps(done, steps));
    }

    private Rollout rollout(RolloutRequest request) {
        SamplingSettings sampling = request.getSampling();
        try {
            return new Rollout(
                    policy,
                    new RolloutSettings(
                            sampling.getSteps(),
                            sampling.getEta(),
                            sampling.getGuidanceScale(),
                            sampling.getLatentDtype() == LatentDtype.FLOAT16));
        } catch (IllegalArgumentException e) {
            throw new RefusedRequestException("request " + request.getId() + ": " + e.getMessage());
        }
    }
}
