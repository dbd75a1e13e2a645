package io.ddpo.local.cli;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.demo.Demo;
import io.ddpo.local.demo.RewardNeeds;
import io.ddpo.local.demo.Workplace;
import io.ddpo.local.spec.SpecificationFile;
import io.ddpo.local.spec.SpecificationText;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo run}: a run by its specification, on this machine or in a cluster. */
@Command(
        name = "run",
        description = {
            "Train what a specification in YAML says. Every setting has a default; docs/run-specification.md lists them"
                    + " all.",
            "Without --bootstrap or --config everything runs here, as in ddpo demo, and an existing --out goes on where"
                    + " it was. With one the run is created in that cluster, for the samplers, rewards and learner that"
                    + " are started there; a run that is there with the same specification is left as it is."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo run --spec run.yaml                              train it here",
            "  ddpo run --spec run.yaml --bootstrap localhost:9092   have a cluster train it",
            "  ddpo run --spec run.yaml --show                       the specification in full, with every default",
            "",
            "A small run.yaml:",
            "  run: foxes",
            "  preset: demo            # or paper-compressibility, paper-aesthetic, paper-alignment",
            "  prompts: [a fox, a wolf]",
            "  training:",
            "    learningRate: 1.0e-4"
        })
final class RunCommand implements Callable<Integer> {
    private static final String WHO = "ddpo run";

    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "The specification.")
    private Path file;

    @Option(names = "--show", description = "Print the specification in full, and train nothing.")
    private boolean show;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the log and the results. Default: runs/RUN.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            split = ",",
            description =
                    "What to compute on here: cpu, cuda or cuda:<index>; of several with commas the learner uses all,"
                            + " and samplers take turns. Default: ${DEFAULT-VALUE}.")
    private List<String> devices;

    @Option(
            names = "--samplers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Samplers that work at the same time here. Default: ${DEFAULT-VALUE}.")
    private int samplers;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the broker on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--fresh", description = "Delete first what an earlier run left in --out.")
    private boolean fresh;

    @Option(names = "--no-console", description = "Do not show the run in a browser meanwhile.")
    private boolean noConsole;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean here = !show && !cluster.given();
        RunSpecification run =
                here ? SpecificationFile.read(file, RewardNeeds::problems) : SpecificationFile.read(file);
        if (show) {
            print(SpecificationText.of(run));
        } else if (cluster.given()) {
            print(create(run, cluster.access()) + System.lineSeparator());
        } else {
            train(run);
        }
        return 0;
    }

    private void print(String text) {
        PrintWriter screen = spec.commandLine().getOut();
        screen.print(text);
        screen.flush();
    }

    private void train(RunSpecification run) throws IOException {
        Path folder = out.orElseGet(() -> Path.of("runs", run.getRun()));
        List<DeviceName> there = devices.stream().map(ComputeOptions::there).toList();
        Workplace workplace = Inputs.sound(() -> new Workplace(there, samplers, port, folder, fresh, !noConsole));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        String again = DemoCommand.again(spec.commandLine().getParseResult().originalArgs());
        new Demo(run, workplace, terminal, again, InstantSource.system()).run();
    }

    private String create(RunSpecification run, ClusterAccess access) {
        try (SchemaRegistry schemas = access.registry()) {
            RunCreator creator = new RunCreator(access.kafka(WHO), schemas, InstantSource.system());
            RunCreator.Found found = creator.create(run, WHO, file.toString());
            return "run %s %s: %s on %s, %d iterations of %d samples"
                    .formatted(
                            run.getRun(),
                            found == RunCreator.Found.NOTHING ? "is created" : "was there already",
                            run.getObjective().getAlgorithm().name().replace('_', '-'),
                            run.getReward().getName(),
                            run.getIterations(),
                            run.getSamplesPerIteration());
        }
    }
}
