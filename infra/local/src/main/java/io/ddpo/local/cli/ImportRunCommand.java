package io.ddpo.local.cli;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.archive.RunImport;
import io.ddpo.local.archive.RunImport.Imported;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo import-run}: a run from a file. */
@Command(
        name = "import-run",
        description = {
            "Write a run from a file of ddpo export-run into a log that has no run of that name.",
            "It is there to look at, to replay and to fork. It keeps its name, which its records hold."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo import-run --file foxes.avro --bootstrap kafka:9092 --registry http://registry:8081",
            "  ddpo import-run --file foxes.avro --out runs/demo"
        })
final class ImportRunCommand implements Callable<Integer> {
    @Option(names = "--file", paramLabel = "FILE", required = true, description = "A file of ddpo export-run.")
    private Path file;

    @Mixin
    private LogOptions log;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Inputs.require(Files.isRegularFile(file), "--file: expected a file of ddpo export-run, got %s".formatted(file));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        Imported imported = log.in(access -> read(access, terminal));
        terminal.line("run %s: %d records are in the log".formatted(imported.run(), imported.records()));
        return 0;
    }

    private Imported read(ClusterAccess access, Terminal terminal) {
        try (SchemaRegistry schemas = access.registry()) {
            return new RunImport(access.kafka("import"), schemas, InstantSource.system())
                    .read(file, ArchiveProgress.on(terminal, "import of " + file.getFileName()));
        } finally {
            terminal.status("");
        }
    }
}
