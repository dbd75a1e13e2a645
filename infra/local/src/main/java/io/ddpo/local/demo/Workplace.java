package io.ddpo.local.demo;

import io.ddpo.diffusion.tensor.DeviceName;
import java.nio.file.Path;
import java.util.List;

/**
 * Where on this machine a run is trained.
 *
 * @param devices what the learner computes on, all of them together, and samplers in turn
 * @param samplers how many work at the same time
 * @param port of the broker; 0 for any free one
 * @param out folder of the log and the results
 * @param fresh whether to delete what an earlier run left in {@code out}
 * @param console whether to show the run in a browser meanwhile
 */
public record Workplace(List<DeviceName> devices, int samplers, int port, Path out, boolean fresh, boolean console) {

    /** @throws IllegalArgumentException unless there are a device and a sampler */
    public Workplace {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("--device: expected at least one, got none");
        }
        if (samplers < 1) {
            throw new IllegalArgumentException("--samplers: expected at least 1, got " + samplers);
        }
    }
}
