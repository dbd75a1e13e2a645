package io.ddpo.local.cli;

import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.catalogue.RunTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ddpo runs}: which runs a log has. */
@Command(
        name = "runs",
        description = "List the runs of a log: state, version, iteration, and what they take on disk.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo runs --dir runs/cluster",
            "  ddpo runs --out runs/demo",
            "  ddpo runs --bootstrap kafka:9092 --registry http://registry:8081"
        })
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private LogOptions log;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RunTable.ofRuns(log.on(RunCatalogue::runs)).forEach(out::println);
        out.flush();
        return 0;
    }
}
