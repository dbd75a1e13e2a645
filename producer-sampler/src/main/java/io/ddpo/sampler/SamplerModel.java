package io.ddpo.sampler;

import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.Closer;
import java.io.IOException;
import java.util.List;

/** What a sampler computes with, at the version whose weights it was given last. One thread at a time. */
interface SamplerModel extends AutoCloseable {
    /** Digest of its base model. */
    String baseDigest();

    /** Channels, height and width of a latent. */
    int[] latentShape();

    /** Makes pictures of its latents; closed with it. */
    LatentDecoder decoder();

    /**
     * Becomes the version that has these weights, reading one tensor at a time. If that fails halfway, it is no version.
     *
     * @throws IllegalArgumentException if they are not those of this model
     */
    void restore(TensorSource weights) throws IOException;

    /**
     * Draws the trajectories of a request, in its order.
     *
     * @param progress is told of every step
     * @throws RefusedRequestException if its settings cannot be sampled with
     * @throws ai.djl.engine.EngineException if the device fails
     */
    List<Trajectory> sample(RolloutRequest request, Progress progress);

    @Override
    void close();

    /** Loads the model of a run. */
    interface Loader {
        /** @param closer closes the model, and what was opened for it */
        SamplerModel load(RunSpecification specification, Closer closer) throws IOException;
    }
}
