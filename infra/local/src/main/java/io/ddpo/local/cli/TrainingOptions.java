package io.ddpo.local.cli;

import io.ddpo.diffusion.policy.ComputeSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model computes that is trained. */
final class TrainingOptions {
    @Mixin
    private ComputeOptions compute;

    @Option(
            names = "--gradient-checkpointing",
            description =
                    "Keep only what the UNet's blocks result in, and run each again for its gradient: less memory,"
                            + " more time, the same result.")
    private boolean gradientCheckpointing;

    ComputeOptions compute() {
        return compute;
    }

    ComputeSettings settings() {
        return new ComputeSettings(compute.precision(), gradientCheckpointing);
    }
}
