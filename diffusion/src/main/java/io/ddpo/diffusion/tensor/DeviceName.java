package io.ddpo.diffusion.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as people name it.
 *
 * @param text cpu, cuda, which is cuda:0, or cuda:index
 */
public record DeviceName(String text) {
    /** What a name is, for sentences. */
    public static final String EXPECTED = "cpu, cuda or cuda:<index>";

    private static final Pattern NAME = Pattern.compile("cpu|cuda(?::(\\d{1,3}))?");

    /** @throws IllegalArgumentException if it is no such name */
    public DeviceName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("device: expected " + EXPECTED + ", came " + text);
        }
    }

    /** That of a device. */
    public static DeviceName of(Device device) {
        return new DeviceName(device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu");
    }

    /** Whether a text is a name. The device need not be there. */
    public static boolean isValid(String text) {
        return NAME.matcher(text).matches();
    }

    /** The device, whether it is there or not. */
    public Device device() {
        Matcher name = NAME.matcher(text);
        if (text.equals("cpu") || !name.matches()) {
            return Device.cpu();
        }
        return Device.gpu(name.group(1) == null ? 0 : Integer.parseInt(name.group(1)));
    }

    /**
     * Loads the kernels onto it.
     *
     * @throws IllegalArgumentException if this machine does not have it, or libtorch cannot use it
     */
    public Kernels open() {
        requireThere();
        return Kernels.on(device());
    }

    /** @throws IllegalArgumentException if this machine does not have it, or libtorch cannot use it */
    public void requireThere() {
        Device device = device();
        if (device.isGpu()) {
            Engine engine = Engine.getEngine("PyTorch");
            int there = engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
            if (device.getDeviceId() >= there) {
                throw new IllegalArgumentException("device " + text + ": expected a CUDA device of that index, found "
                        + (there == 0 ? "none that libtorch can use" : there + " from index 0 on")
                        + "; docs/gpu.md says what it takes");
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
