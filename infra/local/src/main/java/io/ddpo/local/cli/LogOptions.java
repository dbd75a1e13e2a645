package io.ddpo.local.cli;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.cluster.ClusterFolder;
import io.ddpo.local.cluster.ClusterState;
import io.ddpo.local.demo.RunFolder;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which log is looked at: that of a cluster, of a folder, or of a cluster on this machine. */
final class LogOptions {
    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of ddpo demo or ddpo run instead, whether the run is going on or not.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of a cluster of ddpo up instead, which is up.")
    private Optional<Path> local = Optional.empty();

    /** Whether command line or environment name one. */
    boolean isKnown() {
        return isFolder() || cluster.isKnown();
    }

    /** The run that is meant: without a name, the one that a folder was made for. */
    Optional<String> run(Optional<String> named) {
        return named.or(() -> out.map(RunFolder::run))
                .or(() ->
                        local.map(folder -> new ClusterFolder(folder).existing().run()));
    }

    /** Does something with the runs there. */
    <T> T on(Function<RunCatalogue, T> work) {
        return in(access -> on(access, work));
    }

    /** Does something with the cluster that has it. */
    <T> T in(Function<ClusterAccess, T> work) {
        Inputs.require(out.isEmpty() || local.isEmpty(), "expected one of --out and --dir, got both");
        cluster.requireOr("--out or --dir", isFolder());
        if (out.isPresent()) {
            try (RunFolder folder = RunFolder.open(out.get())) {
                return work.apply(folder.access());
            }
        }
        return work.apply(local.map(this::up).orElseGet(cluster::access));
    }

    private boolean isFolder() {
        return out.isPresent() || local.isPresent();
    }

    private ClusterAccess up(Path folder) {
        ClusterState state = new ClusterFolder(folder).existing();
        Inputs.require(
                state.isUp(), "--dir: expected a cluster that is up, got one that is down; ddpo up --dir " + folder);
        return cluster.access(state.bootstrapServers(), state.registry());
    }

    private static <T> T on(ClusterAccess access, Function<RunCatalogue, T> work) {
        try (SchemaRegistry schemas = access.registry()) {
            return work.apply(new RunCatalogue(access.kafka("runs"), schemas));
        }
    }
}
