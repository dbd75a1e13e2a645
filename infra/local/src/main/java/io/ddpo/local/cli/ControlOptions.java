package io.ddpo.local.cli;

import io.ddpo.local.control.RunControl;
import io.ddpo.local.demo.RunFolder;
import io.ddpo.local.demo.RunsInLog;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which run is steered, and where it is. */
final class ControlOptions {
    private static final String WHO = "ddpo control";

    @Option(names = "--run", paramLabel = "RUN", description = "The run. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of a run of ddpo demo or ddpo run, whether it is going on or not.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers of a cluster instead of --out, with commas.")
    private Optional<String> bootstrap = Optional.empty();

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = SchemaRegistries.MEMORY,
            description = "Schema registry of the cluster; memory: needs no server. Default: ${DEFAULT-VALUE}.")
    private String registry;

    /** Does something with the run. */
    <T> T on(Function<RunControl, T> work) {
        Inputs.require(
                bootstrap.isPresent() != out.isPresent(),
                "expected either --bootstrap or --out, got " + (out.isPresent() ? "both" : "neither"));
        if (bootstrap.isPresent()) {
            Inputs.require(run.isPresent(), "--run: expected the name of a run of the cluster, got none");
            return on(bootstrap.get(), run.get(), work);
        }
        try (RunFolder folder = RunFolder.open(out.get())) {
            return on(folder.bootstrapServers(), run.orElseGet(() -> RunFolder.run(out.get())), work);
        }
    }

    private <T> T on(String brokers, String name, Function<RunControl, T> work) {
        List<RunNames> there = RunsInLog.of(brokers);
        Optional<RunNames> wanted =
                there.stream().filter(names -> names.run().equals(name)).findFirst();
        String others = there.stream().map(RunNames::run).collect(Collectors.joining(", "));
        Inputs.require(
                wanted.isPresent(),
                "--run: expected %s, got %s".formatted(others.isEmpty() ? "a run, and there is none" : others, name));
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), brokers), WHO);
        KafkaClients kafka = new KafkaClients("control", settings, meters -> {});
        try (SchemaRegistry schemas = Inputs.sound(() -> SchemaRegistries.open(registry, Map.of()))) {
            return work.apply(new RunControl(kafka, schemas, wanted.get(), InstantSource.system()));
        }
    }
}
