package io.ddpo.local.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.learner.LearnerListener;
import io.ddpo.learner.LearnerRole;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.TinyModel;
import io.ddpo.local.broker.SecuredBroker;
import io.ddpo.local.cli.CommandLineRun;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.RunRole;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A broker that asks everybody who they are, and programs that enter it, each as a user.
 *
 * @param model folder of the base model
 */
record SecuredCluster(SecuredBroker broker, Path model, Path temp) implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(3);
    private static final InstantSource CLOCK = InstantSource.system();

    /** @param others users beside those that {@code ddpo acl} expects */
    static SecuredCluster start(Path temp, Stream<String> others) throws Exception {
        List<String> users = Stream.concat(Arrays.stream(RunRole.values()).map(SecuredCluster::user), others)
                .toList();
        Path model = TinyModel.smallerIn(temp.resolve("model"));
        return new SecuredCluster(SecuredBroker.start(temp.resolve("kafka"), users), model, temp);
    }

    static String user(RunRole role) {
        return "ddpo-" + role.text();
    }

    /** One command line that enters as a user. */
    CommandLineRun command(String user, String... arguments) throws IOException {
        return CommandLineRun.of(Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of("--config", broker.config(user).toString()))
                .toArray(String[]::new));
    }

    /** Clients of a role's user. */
    KafkaClients kafka(RunRole role) throws IOException {
        return ClusterAccess.read(List.of("--config=" + broker.config(user(role))), Map.of())
                .kafka("test-" + role.text());
    }

    /** Creates a run as the operator. */
    void create(RunSpecification run) throws IOException {
        try (SchemaRegistry registry = new MemorySchemaRegistry()) {
            new RunCreator(kafka(RunRole.OPERATOR), registry, CLOCK).create(run, "test", "");
        }
    }

    /** Starts a role that enters as a user. */
    Running running(String user, Role role, Map<String, String> own) {
        Map<String, String> all = new HashMap<>(broker.settings(user));
        all.put("registry.url", "memory:");
        all.putAll(own);
        Settings settings = RoleSettings.of(role).of(all, "test");
        assertThat(settings.effective()).doesNotContain(SecuredBroker.secret());
        return new Running(new RoleProcess(role, settings, CLOCK).start());
    }

    /** The same for a learner, which has a disk. */
    Running learner(String user, RunNames run) throws IOException {
        Map<String, String> settings = withModel(run);
        Path scratch = Files.createDirectories(temp.resolve("scratch-" + run.run()));
        settings.put("scratch.dir", scratch.toString());
        return running(user, new LearnerRole(LearnerListener.NONE), settings);
    }

    static Map<String, String> of(RunNames run) {
        return Map.of("run", run.run(), "heartbeat.interval", "200ms");
    }

    Map<String, String> withModel(RunNames run) {
        Map<String, String> settings = new HashMap<>(of(run));
        settings.put("model", model.toString());
        return settings;
    }

    /** A role that is stopped in the end. */
    record Running(RoleProcess process) implements AutoCloseable {
        @Override
        public void close() {
            process.stop();
            process.exit().join();
        }
    }

    /** Waits until a run is trained. */
    void awaitEnd(RunNames run) throws IOException {
        try (SchemaRegistry registry = new MemorySchemaRegistry()) {
            HistoryReader history = new HistoryReader(new TopicScan(kafka(RunRole.OPERATOR), registry), run);
            await().atMost(LONG)
                    .until(() ->
                            history.versions().stream().anyMatch(version -> version.getState() == RunState.FINISHED));
        }
    }

    /** Every record of a run, as it lies on the disk. */
    String records(RunNames run) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(broker.data())) {
            for (Path file : files.filter(
                            path -> path.getParent().getFileName().toString().startsWith(run.prefix()))
                    .filter(path -> path.toString().endsWith(".log"))
                    .toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        broker.close();
    }
}
