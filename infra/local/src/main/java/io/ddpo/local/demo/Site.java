package io.ddpo.local.demo;

import io.ddpo.diffusion.tensor.DeviceName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where runs lie, and what this process works on them with.
 *
 * @param place of the log
 * @param model folder of the base model; where the run found it without
 * @param device what samplers and learner compute on
 * @param samplers how many work at the same time
 * @param results folder of the results; {@code runs/} and the name of the run without
 * @param yes whether to go on after a preview without a question
 */
public record Site(
        LogPlace place, Optional<String> model, DeviceName device, int samplers, Optional<Path> results, boolean yes) {

    /** @throws IllegalArgumentException unless there is a sampler */
    public Site {
        if (samplers < 1) {
            throw new IllegalArgumentException("--samplers: expected at least 1, got " + samplers);
        }
    }
}
