package io.ddpo.local.cli;

import io.ddpo.local.demo.LogPlace;
import io.ddpo.local.demo.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the runs of a command lie. */
final class PlaceOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of ddpo demo or ddpo run: its broker is started again for the work.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private ClusterOptions cluster;

    /** @throws io.ddpo.service.FatalRoleException unless one of the two is said */
    LogPlace place() {
        cluster.requireOr("--out", out.isPresent());
        return out.map(LogPlace::in).orElseGet(() -> LogPlace.in(cluster.access(), cluster.again()));
    }

    /**
     * The run that a command is about: without a name, the one that the folder was made for.
     *
     * @throws io.ddpo.service.FatalRoleException if there is neither
     */
    String run(Optional<String> named) {
        Inputs.require(
                named.isPresent() || out.isPresent(), "--run: expected the name of a run of the cluster, got none");
        return named.orElseGet(() -> RunFolder.run(out.get()));
    }
}
