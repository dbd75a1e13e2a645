package io.ddpo.local.cli;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a model computes on, and in which precision: options of every command that runs one. */
final class ComputeOptions {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "What to compute on: cpu, cuda or cuda:<index>. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Mixin
    private PrecisionOption precision;

    /** The device, which need not be there. */
    DeviceName device() {
        return Inputs.sound(() -> new DeviceName(device));
    }

    /**
     * The device, for others to open.
     *
     * @throws io.ddpo.service.FatalRoleException if it is not there
     */
    DeviceName requireThere() {
        return there(device);
    }

    /** The same for a device by its name. */
    static DeviceName there(String device) {
        return Inputs.sound(() -> {
            DeviceName name = new DeviceName(device);
            name.requireThere();
            return name;
        });
    }

    Precision precision() {
        return precision.value();
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
