package io.ddpo.local.cli;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.control.RunControl;
import io.ddpo.local.demo.RunFolder;
import io.ddpo.local.demo.RunsInLog;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which run is steered, and where it is. */
final class ControlOptions {
    @Option(names = "--run", paramLabel = "RUN", description = "The run. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of a run of ddpo demo or ddpo run, whether it is going on or not.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private ClusterOptions cluster;

    /** Does something with the run. */
    <T> T on(Function<RunControl, T> work) {
        cluster.requireOr("--out", out.isPresent());
        if (out.isEmpty()) {
            Inputs.require(run.isPresent(), "--run: expected the name of a run of the cluster, got none");
            return on(cluster.access(), run.get(), work);
        }
        try (RunFolder folder = RunFolder.open(out.get())) {
            return on(folder.access(), run.orElseGet(() -> RunFolder.run(out.get())), work);
        }
    }

    private static <T> T on(ClusterAccess access, String name, Function<RunControl, T> work) {
        KafkaClients kafka = access.kafka("control");
        List<RunNames> there = RunsInLog.of(kafka);
        Optional<RunNames> wanted =
                there.stream().filter(names -> names.run().equals(name)).findFirst();
        String others = there.stream().map(RunNames::run).collect(Collectors.joining(", "));
        Inputs.require(
                wanted.isPresent(),
                "--run: expected %s, got %s".formatted(others.isEmpty() ? "a run, and there is none" : others, name));
        try (SchemaRegistry schemas = access.registry()) {
            return work.apply(new RunControl(kafka, schemas, wanted.get(), InstantSource.system()));
        }
    }
}
