package io.ddpo.local.cli;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import picocli.CommandLine.Option;

/** What a model computes on, and in which precision: options of every command that runs one. */
final class ComputeOptions {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "What to compute on: cpu, cuda or cuda:<index>. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "What the UNet computes in: fp32, fp16 or bf16. Default: ${DEFAULT-VALUE}.")
    private String precision;

    /**
     * The device, for others to open.
     *
     * @throws io.ddpo.service.FatalRoleException if it is not there
     */
    DeviceName requireThere() {
        return Inputs.sound(() -> {
            DeviceName name = new DeviceName(device);
            name.requireThere();
            return name;
        });
    }

    Precision precision() {
        return Inputs.sound(() -> Precision.of(precision));
    }

    /** For what trains nothing. */
    ComputeSettings settings() {
        return new ComputeSettings(precision(), false);
    }

    /**
     * Loads the kernels.
     *
     * @throws io.ddpo.service.FatalRoleException if the device is not there
     */
    Kernels open() {
        return Inputs.sound(() -> new DeviceName(device).open());
    }
}
