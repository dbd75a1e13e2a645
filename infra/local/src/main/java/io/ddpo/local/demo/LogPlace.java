package io.ddpo.local.demo;

import io.ddpo.local.access.ClusterAccess;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the log of runs lies.
 *
 * @param cluster that is there; without, {@code folder} is
 * @param folder of a demo, whose broker is started again for the work
 * @param options that say the same on a command line
 */
public record LogPlace(Optional<ClusterAccess> cluster, Optional<Path> folder, String options) {

    /** @throws IllegalArgumentException unless there is either a cluster or a folder */
    public LogPlace {
        if (cluster.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException(
                    "expected either a cluster or a folder, got " + (folder.isPresent() ? "both" : "neither"));
        }
    }

    /** In a cluster, which {@code options} name. */
    public static LogPlace in(ClusterAccess cluster, String options) {
        return new LogPlace(Optional.of(cluster), Optional.empty(), options);
    }

    /** In the folder of a demo. */
    public static LogPlace in(Path folder) {
        return new LogPlace(Optional.empty(), Optional.of(folder), "--out " + folder);
    }
}
