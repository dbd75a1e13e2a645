package io.ddpo.sampler;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.function.Function;

/**
 * What a sampler computes on.
 *
 * @param name as heartbeats tell it: cpu, or cuda:0
 * @param open gives the kernels; those that are the sampler's own it has closed by the given closer
 */
record Devices(String name, Function<Closer, Kernels> open) {

    /** Kernels that somebody else closes. */
    static Devices shared(Kernels kernels) {
        return new Devices(DeviceName.of(kernels.device()).text(), closer -> kernels);
    }

    /** @param setting cpu, cuda or cuda:index */
    static Devices own(String setting) {
        DeviceName name = new DeviceName(setting);
        return new Devices(DeviceName.of(name.device()).text(), closer -> closer.add(open(name)));
    }

    private static Kernels open(DeviceName name) {
        try {
            return name.open();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
