package io.ddpo.learner;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.registry.ContractSchemas;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.specification.SpecificationCheck;
import io.ddpo.schemas.specification.SpecificationDigest;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Creates runs, or recognises them: topics, schemas, the command that says what the run is, and its entry in the list of
 * runs. Version 0 and the first requests are the learner's own.
 *
 * @param registry stays open
 */
public record RunCreator(KafkaClients kafka, SchemaRegistry registry, InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What there was before. */
    public enum Found {
        /** Nothing: the run is new. */
        NOTHING,
        /** The same run, which can go on. */
        SAME_RUN
    }

    /**
     * Makes sure that a run is there. Safe to repeat, and to run from several processes at once: the first command wins.
     *
     * @param who creates it: a login or a program
     * @param why the reason, for people; may be empty
     * @throws FatalRoleException if the learner cannot train this, or if the run was created with another specification
     * @throws io.ddpo.schemas.topics.TopicMismatchException if topics of that name exist with other settings
     * @throws org.apache.kafka.common.KafkaException if the cluster refuses
     */
    public Found create(RunSpecification specification, String who, String why) {
        List<String> problems = SpecificationCheck.problems(specification);
        if (!problems.isEmpty()) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, String.join("; ", problems));
        }
        RunNames run = new RunNames(specification.getRun());
        List<TopicSpec> topics = Stream.concat(TopicCatalogue.of(run).stream(), TopicCatalogue.cluster().stream())
                .toList();
        try (Admin admin = kafka.admin("create")) {
            Topics.create(admin, topics);
        }
        ContractSchemas.register(registry, topics);
        try (LogTail<Control> control = new LogTail<>(
                kafka.consumer(
                        "create", new StringDeserializer(), new AvroDeserializer<>(registry, Control.class), Map.of()),
                run.control(),
                PATIENCE)) {
            Optional<Control> before = first(control);
            if (before.isEmpty()) {
                write(run, new Control(who, why, clock.instant(), new CreateRun(specification)));
            }
            Control created = first(control).orElseThrow();
            requireSame(run, specification, created);
            register(specification, created);
            return before.isEmpty() ? Found.NOTHING : Found.SAME_RUN;
        }
    }

    private static Optional<Control> first(LogTail<Control> control) {
        return control.readFrom(0).stream()
                .flatMap(entry -> entry.value().stream())
                .findFirst();
    }

    /** Whoever finds the run there writes the same entry. */
    private void register(RunSpecification specification, Control created) {
        try (RunRegistry runs = runs()) {
            runs.register(RunEntry.newBuilder()
                    .setRun(specification.getRun())
                    .setSpecificationSha256(SpecificationDigest.of(specification))
                    .setRoles(Map.of())
                    .setTimestamp(created.getTimestamp())
                    .setWho(created.getWho())
                    .setWhy(created.getWhy())
                    .build());
        }
    }

    /** The list of the runs of the cluster; closed by whoever asked for it. */
    public RunRegistry runs() {
        return new RunRegistry(
                kafka.producer(
                        "runs",
                        new StringSerializer(),
                        new AvroSerializer<>(registry, RunEntry.class),
                        RunRegistry.PRODUCER_SETTINGS),
                kafka.consumer(
                        "runs",
                        new StringDeserializer(),
                        new AvroDeserializer<>(registry, RunEntry.class),
                        RunRegistry.CONSUMER_SETTINGS));
    }

    private void write(RunNames run, Control command) {
        try (Producer<String, Control> producer = kafka.producer(
                "create", new StringSerializer(), new AvroSerializer<>(registry, Control.class), Map.of())) {
            Acknowledged.await(producer.send(new ProducerRecord<>(run.control(), command)));
        }
    }

    /** @throws FatalRoleException if the run was created as another one */
    static void requireSame(RunNames run, RunSpecification wanted, Control first) {
        if (!(first.getCommand() instanceof CreateRun create)) {
            throw new FatalRoleException(
                    ExitCode.CONTRACT_BROKEN,
                    "topic " + run.control() + " offset 0: expected the command CreateRun, found "
                            + first.getCommand().getClass().getSimpleName());
        }
        RunSpecification found = create.getSpecification();
        if (!SpecificationDigest.of(found).equals(SpecificationDigest.of(wanted))) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "run " + run.run()
                            + ": expected the specification that it was created with, found another one, which"
                            + " differs in " + differences(found, wanted));
        }
    }

    private static String differences(RunSpecification found, RunSpecification wanted) {
        return RunSpecification.getClassSchema().getFields().stream()
                .filter(field -> !Objects.equals(found.get(field.pos()), wanted.get(field.pos())))
                .map(Schema.Field::name)
                .collect(Collectors.joining(", "));
    }
}
