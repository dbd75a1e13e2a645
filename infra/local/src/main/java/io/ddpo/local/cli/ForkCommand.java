package io.ddpo.local.cli;

import io.ddpo.local.demo.ExistingRuns;
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

/** {@code ddpo fork}: a new run that begins with a version of an old one. */
@Command(
        name = "fork",
        description = {
            "Go on from a version that a run has kept, as a run of its own and with other settings. Weights, optimiser"
                    + " and the tracker of rewards begin as they were at that version; where nothing is changed, the fork"
                    + " ends with the weights of the run that it comes from, which is only read.",
            "A preview comes first."
        },
        usageHelpWidth = 100,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo fork --out runs/demo --version 9 --as gentler --learning-rate 1e-4",
            "  ddpo fork --out runs/demo --version 11 --as longer --iterations 5 --yes",
            "  ddpo fork --bootstrap localhost:9092 --run foxes --version 40 --as busy --reward"
                    + " jpeg-incompressibility"
        })
final class ForkCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "The run to fork. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "Name of the new run.")
    private String name;

    @Option(names = "--version", paramLabel = "V", required = true, description = "Version to begin with.")
    private int version;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "Iterations to train. Default: as many as the run had before it at that version.")
    private Optional<Integer> iterations = Optional.empty();

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
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        new ExistingRuns(site.site(yes), terminal, Consent.of(terminal), InstantSource.system())
                .fork(site.run(run), name, version, changes.changes(iterations));
        return 0;
    }
}
