package io.ddpo.local.cli;

import io.ddpo.diffusion.tensor.Precision;
import picocli.CommandLine.Option;

/** {@code --precision}, of every command that runs a model or tells what running it takes. */
final class PrecisionOption {
    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "What the UNet computes in: fp32, fp16 or bf16. Default: ${DEFAULT-VALUE}.")
    private String name;

    /** @throws io.ddpo.service.FatalRoleException if there is no such precision */
    Precision value() {
        return Inputs.sound(() -> Precision.of(name));
    }
}
