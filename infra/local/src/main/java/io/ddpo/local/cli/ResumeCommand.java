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

/** {@code ddpo resume}: goes on with a run that nobody works on. */
@Command(
        name = "resume",
        description = "Go on with a run where its log ends, here and with an empty disk: reward streams, samplers and"
                + " learner in this process. A run that was paused or stopped is resumed.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo resume --bootstrap localhost:9092 --run foxes --model models/emoji-32",
            "  ddpo resume --out runs/demo --run by-rwr"
        })
final class ResumeCommand implements Callable<Integer> {
    @Option(names = "--run", paramLabel = "RUN", description = "The run. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Mixin
    private SiteOptions site;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        new ExistingRuns(site.site(true), terminal, () -> true, InstantSource.system()).resume(site.run(run));
        return 0;
    }
}
