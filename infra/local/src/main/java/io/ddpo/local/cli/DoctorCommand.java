package io.ddpo.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.ddpo.local.doctor.Diagnosis;
import io.ddpo.local.doctor.Doctor;
import io.ddpo.local.doctor.FindingTable;
import io.ddpo.local.doctor.MachineQuestion;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo doctor}: whether machine and cluster can do the work. */
@Command(
        name = "doctor",
        description = {
            "Say what is wrong with this machine, with a cluster and with a run there, and what to do about it."
                    + " Nothing is changed.",
            "The status is 0 if nothing is wrong and 3 if something is."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo doctor                                 this machine",
            "  ddpo doctor --model stable-diffusion-v1-4 --precision bf16 --device cuda",
            "  ddpo doctor --dir runs/cluster",
            "  ddpo doctor --bootstrap kafka:9092 --registry http://registry:8081 --run foxes"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the model. Default: that of the run, and for the memory the one that is shipped.")
    private Optional<String> model = Optional.empty();

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private LogOptions log;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "A run of the cluster, to look at its topics, too. Default: the one of --out or --dir.")
    private Optional<String> run = Optional.empty();

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Diagnosis diagnosis = diagnosis();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(diagnosis));
        } else {
            FindingTable.lines(diagnosis).forEach(out::println);
        }
        out.flush();
        return diagnosis.sound() ? ExitCode.OK.status() : ExitCode.BAD_INPUT.status();
    }

    private Diagnosis diagnosis() {
        Doctor doctor =
                new Doctor(new MachineQuestion(model, compute.device(), compute.precision()), InstantSource.system());
        if (run.isEmpty() && !log.isKnown()) {
            return doctor.examine();
        }
        Optional<RunNames> names = log.run(run).map(name -> Inputs.sound(() -> new RunNames(name)));
        return log.in(cluster -> doctor.examine(cluster, names));
    }
}
