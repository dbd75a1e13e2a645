package io.ddpo.local.cli;

import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.catalogue.RunFigures;
import io.ddpo.local.catalogue.RunTable;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo delete-run}: the end of a run. */
@Command(
        name = "delete-run",
        description = {
            "Delete all topics and groups of a run, for good. Nobody may be at work on it.",
            "Its schemas stay in the registry; other runs are not touched.",
            "Latents in a store beside the log stay there unless the store is named."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo delete-run --run foxes --bootstrap kafka:9092",
            "  ddpo delete-run --run foxes --bootstrap kafka:9092 --yes"
        })
final class DeleteRunCommand implements Callable<Integer> {
    @Option(names = "--run", paramLabel = "RUN", required = true, description = "The run.")
    private String run;

    @Mixin
    private LogOptions log;

    @Option(
            names = "--trajectories-store",
            paramLabel = "STORE",
            description = {
                "Delete its latents in this store as well: file:/folder or s3://bucket/prefix,",
                "as the samplers' trajectories.store was."
            })
    private Optional<String> store = Optional.empty();

    @Option(names = "--yes", description = "Delete it without a question.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        log.on(runs -> {
            delete(runs, terminal);
            return run;
        });
        return 0;
    }

    private void delete(RunCatalogue runs, Terminal terminal) {
        RunFigures found = runs.run(run);
        RunTable.ofTopics(found.topics()).forEach(terminal::line);
        List<String> replays = runs.replaysOf(run);
        if (!replays.isEmpty()) {
            terminal.line("replays of it cannot be trained on any more: " + String.join(", ", replays));
        }
        terminal.line("run %s and all of this is deleted for good".formatted(run));
        Optional<PayloadStore> latents = Inputs.sound(() -> store.map(PayloadStores::open));
        latents.ifPresent(place -> terminal.line("so is what lies under %s/ in %s".formatted(run, place.place())));
        if (yes || Consent.of(terminal).getAsBoolean()) {
            runs.deletion(found, InstantSource.system()).carryOut(latents);
            terminal.line("run %s is deleted, %s are free".formatted(run, RunTable.size(found.bytes())));
        }
        latents.ifPresent(PayloadStore::close);
    }
}
