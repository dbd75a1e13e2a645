package io.ddpo.local.cli;

import io.ddpo.local.cluster.ClusterFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster of this machine is meant. */
final class ClusterOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/cluster",
            description = "Folder of the cluster. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    Path path() {
        return folder;
    }

    ClusterFolder folder() {
        return new ClusterFolder(folder);
    }
}
