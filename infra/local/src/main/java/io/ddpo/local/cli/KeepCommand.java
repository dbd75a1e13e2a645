package io.ddpo.local.cli;

import io.ddpo.fleet.WorkerRole;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.control.RunKeeping;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo keep}: which fleet keeps the processes of a run. */
@Command(
        name = "keep",
        description = {
            "Say in the list of runs which fleet keeps the processes of a run, and how many of each role. Without counts"
                    + " it gets what it needs: reward streams, a learner, a sampler, and a scorer if its reward is asked.",
            "How many samplers there are later on is a command to the run: ddpo control samplers, or the console."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo keep --run foxes --by fleet --bootstrap kafka:9092 --registry http://registry:8081",
            "  ddpo keep --run foxes --by fleet sampler=4 scorer=2 --bootstrap kafka:9092",
            "  ddpo keep --run foxes --nobody --bootstrap kafka:9092"
        })
final class KeepCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SAMPLERS = 1;

    @Option(names = "--run", paramLabel = "RUN", required = true, description = "The run.")
    private String run;

    @Option(
            names = "--by",
            paramLabel = "FLEET",
            defaultValue = "fleet",
            description = "Name of the fleet. Default: ${DEFAULT-VALUE}.")
    private String fleet;

    @Option(names = "--nobody", description = "Nobody is to work on the run any more.")
    private boolean nobody;

    @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "The reason, for people.")
    private String why;

    @Parameters(arity = "0..*", paramLabel = "ROLE=N", description = "How many of a role, where it is another number.")
    private Map<String, Integer> counts = new LinkedHashMap<>();

    @Mixin
    private ClusterOptions cluster;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Inputs.require(RunNames.isValid(run), "--run: expected %s, got '%s'".formatted(RunNames.EXPECTED, run));
        Inputs.require(!nobody || counts.isEmpty(), "--nobody: expected no counts beside it, got " + counts);
        counts.forEach(KeepCommand::requireSound);
        cluster.requireFor("--run");
        ClusterAccess access = cluster.access();
        KafkaClients kafka = access.kafka("ddpo-keep");
        try (SchemaRegistry schemas = access.registry()) {
            String sentence = keep(new RunKeeping(kafka, schemas, InstantSource.system()));
            PrintWriter out = spec.commandLine().getOut();
            out.println(sentence);
            out.flush();
        }
        return 0;
    }

    private static void requireSound(String role, int count) {
        List<String> known =
                Arrays.stream(WorkerRole.values()).map(WorkerRole::text).toList();
        Inputs.require(
                known.contains(role) && count >= 0,
                "keep: expected one of %s and a number from 0 on, got '%s=%d'"
                        .formatted(String.join(", ", known), role, count));
    }

    private String keep(RunKeeping keeping) {
        RunSpecification specification = specification(keeping);
        String who = System.getProperty("user.name");
        if (nobody) {
            keeping.release(specification, who, why);
            return "run %s is kept by nobody".formatted(run);
        }
        Map<String, Integer> roles = keeping.keep(specification, fleet, SAMPLERS, counts, who, why);
        return "run %s is kept by fleet %s: %s"
                .formatted(
                        run,
                        fleet,
                        new TreeMap<>(roles)
                                .entrySet().stream()
                                        .map(role -> role.getValue() + " " + role.getKey())
                                        .collect(Collectors.joining(", ")));
    }

    private RunSpecification specification(RunKeeping keeping) {
        try (Consumer<String, Control> control = keeping.kafka()
                .consumer(
                        "control",
                        new StringDeserializer(),
                        new AvroDeserializer<>(keeping.registry(), Control.class),
                        Map.of())) {
            return RunSpecifications.read(control, new RunNames(run), PATIENCE)
                    .orElseThrow(() -> new FatalRoleException(
                            ExitCode.BAD_INPUT, "--run: expected a run that was created, got " + run));
        }
    }
}
