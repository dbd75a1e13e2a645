package io.ddpo.local.cli;

import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.cluster.ClusterFolder;
import io.ddpo.local.cluster.ClusterState;
import io.ddpo.local.demo.RunFolder;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which log is looked at: that of a cluster, of a folder, or of a cluster on this machine. */
final class LogOptions {
    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Brokers of a cluster, with commas.")
    private Optional<String> bootstrap = Optional.empty();

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry of the cluster. Default: memory:, for clusters without one.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of ddpo demo or ddpo run instead, whether the run is going on or not.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of a cluster of ddpo up instead, which is up.")
    private Optional<Path> cluster = Optional.empty();

    /** Does something with the runs there. */
    <T> T on(Function<RunCatalogue, T> work) {
        long places =
                Stream.of(bootstrap, out, cluster).filter(Optional::isPresent).count();
        Inputs.require(
                places == 1, "expected one of --bootstrap, --out and --dir, got " + (places == 0 ? "none" : places));
        if (out.isPresent()) {
            try (RunFolder folder = RunFolder.open(out.get())) {
                return on(folder.bootstrapServers(), registry.orElse(SchemaRegistries.MEMORY), work);
            }
        }
        if (bootstrap.isPresent()) {
            return on(bootstrap.get(), registry.orElse(SchemaRegistries.MEMORY), work);
        }
        ClusterState state = new ClusterFolder(cluster.get()).existing();
        Inputs.require(
                state.isUp(),
                "--dir: expected a cluster that is up, got one that is down; ddpo up --dir " + cluster.get());
        return on(state.bootstrapServers(), registry.orElse(state.registry()), work);
    }

    private static <T> T on(String brokers, String address, Function<RunCatalogue, T> work) {
        try (SchemaRegistry schemas = Inputs.sound(() -> SchemaRegistries.open(address, Map.of()))) {
            return work.apply(new RunCatalogue(brokers, schemas));
        }
    }
}
