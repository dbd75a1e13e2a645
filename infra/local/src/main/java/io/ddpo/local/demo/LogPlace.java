package io.ddpo.local.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the log of runs lies.
 *
 * @param bootstrapServers of a cluster; without, {@code folder} is there
 * @param folder of a demo, whose broker is started again for the work
 */
public record LogPlace(Optional<String> bootstrapServers, Optional<Path> folder) {

    /** @throws IllegalArgumentException unless there is either a cluster or a folder */
    public LogPlace {
        if (bootstrapServers.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException(
                    "expected either --bootstrap or --out, got " + (folder.isPresent() ? "both" : "neither"));
        }
    }
}
