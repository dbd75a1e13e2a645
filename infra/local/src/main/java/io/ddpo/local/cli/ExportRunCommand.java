package io.ddpo.local.cli;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.archive.RunExport;
import io.ddpo.local.archive.RunExport.Exported;
import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.catalogue.RunTable;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo export-run}: the records of a run in one file. */
@Command(
        name = "export-run",
        description = {
            "Write the records of a run to one file, with the schemas that they have; ddpo import-run reads it"
                    + " elsewhere.",
            "A run that is going on is written up to where its log ends now. The run is only read."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo export-run --out runs/demo --file demo.avro",
            "  ddpo export-run --run foxes --bootstrap kafka:9092 --file foxes.avro"
        })
final class ExportRunCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "The run. Default with --out and --dir: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            required = true,
            description = "Where to write it, an Avro container file. One that is there is replaced.")
    private Path file;

    @Mixin
    private LogOptions log;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String name = log.run(run).orElse("");
        Inputs.require(!name.isEmpty(), "--run: expected the name of a run, got none");
        Outputs.requireWritable("--file", file);
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        Exported exported = log.in(access -> export(name, access, terminal));
        terminal.line("run %s: %d records in %s, %s".formatted(name, exported.records(), file, size()));
        if (exported.unreadable() > 0) {
            terminal.line("%d records were left out, since they are none of a run".formatted(exported.unreadable()));
        }
        if (exported.stored() > 0) {
            terminal.line(
                    ("%d trajectories have their latents in a store, not in the file: whoever trains on them needs"
                                    + " what is there under %s/")
                            .formatted(exported.stored(), name));
        }
        return 0;
    }

    private Exported export(String run, ClusterAccess access, Terminal terminal) {
        KafkaClients kafka = access.kafka("export");
        try (SchemaRegistry schemas = access.registry()) {
            RunNames names =
                    new RunNames(new RunCatalogue(kafka, schemas).run(run).run());
            return new RunExport(kafka, schemas, InstantSource.system())
                    .write(names, file, ArchiveProgress.on(terminal, "export of run " + run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            terminal.status("");
        }
    }

    private String size() {
        try {
            return RunTable.size(Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
