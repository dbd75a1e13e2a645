package io.ddpo.local.cli;

import io.ddpo.local.demo.ExistingRuns;
import io.ddpo.local.demo.ReplayChoice;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo replay}: a new run on the samples of an old one. */
@Command(
        name = "replay",
        description = {
            "Train a new run on the samples that another run has in the log: by another algorithm, or under another"
                    + " reward, by which they are scored anew. Nothing is sampled but evaluations. The other run is only"
                    + " read, and may still be training.",
            "A preview comes first."
        },
        usageHelpWidth = 100,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo replay --out runs/demo --as by-rwr --algorithm rwr",
            "  ddpo replay --out runs/demo --as busy --reward jpeg-incompressibility --to-iteration 4 --yes",
            "  ddpo replay --bootstrap localhost:9092 --run foxes --as again --set training.learningRate=1e-4"
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "The run whose samples are used. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "Name of the new run.")
    private String name;

    @Option(names = "--from-iteration", paramLabel = "I", description = "First iteration of the samples. Default: 0.")
    private Optional<Integer> from = Optional.empty();

    @Option(
            names = "--to-iteration",
            paramLabel = "J",
            description = "Last iteration; one that is not closed yet is waited for. Default: the last that is closed.")
    private Optional<Integer> to = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "V",
            description =
                    "Version of the other run to begin with. Default: the base model; with ddpo-is the version that"
                            + " made the first samples.")
    private Optional<Integer> version = Optional.empty();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help;

    @Mixin
    private ChangeOptions changes;

    @Option(names = "--yes", description = "Do not ask after the preview.")
    private boolean yes;

    @Mixin
    private SiteOptions site;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ReplayChoice choice = Inputs.sound(() -> new ReplayChoice(from, to, version));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        new ExistingRuns(site.site(yes), terminal, Consent.of(terminal), InstantSource.system())
                .replay(site.run(run), name, choice, changes.changes(Optional.empty()));
        return 0;
    }
}
