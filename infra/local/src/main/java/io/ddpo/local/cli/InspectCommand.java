package io.ddpo.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.ddpo.local.inspect.Inspection;
import io.ddpo.local.inspect.MemoryQuestion;
import io.ddpo.local.inspect.ModelReport;
import io.ddpo.local.inspect.ReportTable;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo inspect}: a model folder, looked over. */
@Command(
        name = "inspect",
        description = {
            "Say what is in a model folder: components, files, types and numbers of parameters, what would be"
                    + " refused, and the memory that sampling and training take.",
            "The status is 0 if the model can be used and 3 if not."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo inspect stable-diffusion-v1-4 --precision bf16", "  ddpo inspect models/emoji-32 --json"})
final class InspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Parameters(paramLabel = "MODEL", description = "Folder of the model in diffusers layout.")
    private Path model;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Samples at a time, for which to tell the memory. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Mixin
    private PrecisionOption precision;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        MemoryQuestion question = Inputs.sound(() -> new MemoryQuestion(batch, precision.value()));
        ModelReport report = Inspection.of(model, question);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(report));
        } else {
            ReportTable.lines(report).forEach(out::println);
        }
        out.flush();
        return report.usable() ? 0 : ExitCode.BAD_INPUT.status();
    }
}
