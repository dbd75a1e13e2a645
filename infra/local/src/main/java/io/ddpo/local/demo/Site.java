package io.ddpo.local.demo;

import io.ddpo.diffusion.tensor.DeviceName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where runs lie, and what this process works on them with.
 *
 * @param bootstrapServers of the cluster; without, {@code folder} is there
 * @param folder of a demo, whose broker is started again for the work
 * @param model folder of the base model; where the run found it without
 * @param device what samplers and learner compute on
 * @param samplers how many work at the same time
 * @param results folder of the results; {@code runs/} and the name of the run without
 * @param yes whether to go on after a preview without a question
 */
public record Site(
        Optional<String> bootstrapServers,
        Optional<Path> folder,
        Optional<String> model,
        DeviceName device,
        int samplers,
        Optional<Path> results,
        boolean yes) {

    /** @throws IllegalArgumentException unless there is a cluster or a folder, and a sampler */
    public Site {
        if (bootstrapServers.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException(
                    "expected either --bootstrap or --out, got " + (folder.isPresent() ? "both" : "neither"));
        }
        if (samplers < 1) {
            throw new IllegalArgumentException("--samplers: expected at least 1, got " + samplers);
        }
    }
}
