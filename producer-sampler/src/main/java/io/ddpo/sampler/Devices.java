package io.ddpo.sampler;

import ai.djl.Device;
import io.ddpo.diffusion.tensor.Kernels;
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
        return new Devices(name(kernels.device()), closer -> kernels);
    }

    /** @param setting cpu, cuda or cuda:index */
    static Devices own(String setting) {
        Device device = device(setting);
        return new Devices(name(device), closer -> closer.add(Kernels.on(device)));
    }

    private static Device device(String setting) {
        if (setting.equals("cpu")) {
            return Device.cpu();
        }
        int colon = setting.indexOf(':');
        return Device.gpu(colon < 0 ? 0 : Integer.parseInt(setting.substring(colon + 1)));
    }

    private static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }
}
