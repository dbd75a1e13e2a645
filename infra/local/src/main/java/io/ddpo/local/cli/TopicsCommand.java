package io.ddpo.local.cli;

import io.ddpo.local.catalogue.RunTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo topics}: the topics of a run. */
@Command(
        name = "topics",
        description = "List the topics of a run: partitions, records, what they take on disk, how long they are kept.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo topics --run demo --out runs/demo", "  ddpo topics --run foxes --bootstrap kafka:9092"})
final class TopicsCommand implements Callable<Integer> {
    @Option(names = "--run", paramLabel = "RUN", required = true, description = "The run.")
    private String run;

    @Mixin
    private LogOptions log;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RunTable.ofTopics(log.on(runs -> runs.run(run)).topics()).forEach(out::println);
        out.flush();
        return 0;
    }
}
