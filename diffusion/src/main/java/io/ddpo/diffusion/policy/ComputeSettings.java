package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.tensor.Precision;

/**
 * How a policy computes on its device. Sampler and learner of a run share the precision, since log-probabilities depend
 * on it; checkpointing changes no bit.
 *
 * @param precision of the UNet; what learns, text encoder, autoencoder and log-probabilities are fp32 in any case
 * @param gradientCheckpointing whether training keeps only the results of the UNet's blocks and runs each again for its
 *     gradient: less memory for a third more time
 */
public record ComputeSettings(Precision precision, boolean gradientCheckpointing) {

    /** fp32 without checkpointing. */
    public static final ComputeSettings DEFAULT = new ComputeSettings(Precision.FP32, false);
}
