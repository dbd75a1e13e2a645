package io.ddpo.local.access;

import static io.ddpo.local.access.SecuredCluster.LONG;
import static io.ddpo.local.access.SecuredCluster.of;
import static io.ddpo.local.access.SecuredCluster.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.ddpo.console.ConsoleRole;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.local.Runs;
import io.ddpo.local.access.SecuredCluster.Running;
import io.ddpo.local.broker.RecordingAuthorizer;
import io.ddpo.local.broker.RecordingAuthorizer.Decision;
import io.ddpo.local.broker.SecuredBroker;
import io.ddpo.local.cli.CommandLineRun;
import io.ddpo.local.demo.StandInRewardServer;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.sampler.SamplerRole;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.Acls;
import io.ddpo.schemas.topics.Grant;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.RunRole;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.service.Closer;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster that asks everybody who they are, and the roles of a run, each with a user and ACLs of its own. */
@Tag("broker")
@Tag("slow")
class SecuredClusterTest {
    private static final RunNames RUN = new RunNames("tiny");

    @TempDir
    static Path temp;

    private static final Map<RunRole, String> REPLAYERS =
            Map.of(RunRole.REWARDS, "again-rewards", RunRole.LEARNER, "again-learner");

    /** For runs that go wrong, go on, are looked at or compute their reward in the reward streams. */
    private static final Set<String> NOT_ALWAYS_USED = Set.of(
            "sampler WRITE tiny.rollout-requests",
            "sampler WRITE tiny.dead-letters",
            "rewards READ tiny.samples",
            "rewards WRITE tiny.dead-letters",
            "scorer WRITE tiny.dead-letters",
            "learner READ tiny.weights",
            "learner READ tiny.training-state",
            "learner READ tiny.weights-versions",
            "learner READ tiny.metrics",
            "learner WRITE tiny.dead-letters",
            "console READ tiny.rollout-requests",
            "console READ tiny.trajectories",
            "console READ tiny.samples",
            "console READ tiny.scores",
            "console WRITE tiny.rollout-requests",
            "console WRITE tiny.samples",
            "console WRITE tiny.scores");

    private static SecuredCluster cluster;
    private static StandInRewardServer reward;
    private static RunSpecification specification;
    private static String logged;
    private static Set<Decision> decisions;

    @BeforeAll
    static void trainARun() throws Exception {
        cluster = SecuredCluster.start(temp, REPLAYERS.values().stream());
        reward = new StandInRewardServer(0, Duration.ofMillis(5));
        Path model = cluster.model();
        assertThat(cluster.command(SecuredBroker.ADMIN, "acl", "--run", RUN.run(), "--apply")
                        .out())
                .startsWith("run tiny: ");
        specification = RunSpecification.newBuilder(Runs.specification())
                .setRun(RUN.run())
                .setBaseModel(
                        new BaseModel(model.toString(), ModelFolder.at(model).digest()))
                .setPrompts(
                        List.of(new Prompt("a fox", Map.of("score", "1")), new Prompt("a wolf", Map.of("score", "2"))))
                .setReward(new RewardSettings("http", Map.of("url", "http://127.0.0.1:" + reward.port() + "/")))
                .setEvaluation(new EvaluationSettings(0, List.of(new Prompt("a fox", Map.of("score", "1"))), 2, 7L))
                .build();
        cluster.create(specification);
        RecordingAuthorizer.forget();
        try (Logged log = new Logged()) {
            train();
            logged = log.text();
        }
        decisions = RecordingAuthorizer.decisions();
    }

    private static void train() throws Exception {
        try (Closer roles = new Closer()) {
            roles.add(cluster.running(user(RunRole.REWARDS), new RewardStreamsRole(), of(RUN)));
            roles.add(cluster.running(user(RunRole.SCORER), new ScorerRole(), of(RUN)));
            roles.add(cluster.running(user(RunRole.SAMPLER), new SamplerRole(), cluster.withModel(RUN)));
            roles.add(cluster.learner(user(RunRole.LEARNER), RUN));
            CompletableFuture<URI> console = new CompletableFuture<>();
            roles.add(cluster.running(
                    user(RunRole.CONSOLE),
                    new ConsoleRole(Optional.empty(), console::complete),
                    Map.of("console.port", "0")));
            URI address = console.get(LONG.toSeconds(), TimeUnit.SECONDS);
            await().atMost(LONG).until(() -> commanded(address) == 202);
            cluster.awaitEnd(RUN);
        }
    }

    @AfterAll
    static void stop() {
        reward.close();
        cluster.close();
    }

    @Test
    void noRoleAsksForMoreThanItIsGranted() {
        assertThat(decisions)
                .filteredOn(decision -> decision.user().startsWith("ddpo-"))
                .isNotEmpty()
                .filteredOn(decision -> !decision.allowed())
                .isEmpty();
    }

    @Test
    void nothingIsGrantedThatARunDoesNotUse() {
        Set<String> unused = new TreeSet<>();
        for (RunRole role : EnumSet.complementOf(EnumSet.of(RunRole.OPERATOR))) {
            unused.addAll(unused(Acls.of(RUN, role), role.text(), user(role), decisions));
        }

        assertThat(NOT_ALWAYS_USED).containsAll(unused);
    }

    @Test
    void noSecretIsInALogOrARecord() throws Exception {
        assertThat(logged).contains("ProducerConfig values", "sasl.jaas.config = [hidden]");
        assertThat(logged).doesNotContain(SecuredBroker.secret());
        assertThat(cluster.records(RUN)).contains("a fox").doesNotContain(SecuredBroker.secret());
    }

    @Test
    void aReplayIsTrainedByUsersWhoMayOnlyReadItsSource() throws Exception {
        List<String> users = REPLAYERS.entrySet().stream()
                .map(user -> user.getKey().text() + "=" + user.getValue())
                .toList();
        cluster.command(
                SecuredBroker.ADMIN, "acl", "--run", "again", "--role", "operator", "--source", "tiny", "--apply");
        cluster.command(
                SecuredBroker.ADMIN,
                "acl",
                "--run",
                "again",
                "--source",
                "tiny",
                "--role",
                "rewards,learner",
                "--user",
                users.get(0),
                "--user",
                users.get(1),
                "--apply");
        cluster.create(RunSpecification.newBuilder(specification)
                .setRun("again")
                .setReplay(new Replay("tiny", List.of(0, 1), true))
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .build());
        RunNames again = new RunNames("again");

        try (Closer roles = new Closer()) {
            roles.add(cluster.running(REPLAYERS.get(RunRole.REWARDS), new RewardStreamsRole(), of(again)));
            roles.add(cluster.learner(REPLAYERS.get(RunRole.LEARNER), again));
            cluster.awaitEnd(again);
        }

        assertThat(RecordingAuthorizer.decisions())
                .filteredOn(decision -> REPLAYERS.containsValue(decision.user()))
                .allMatch(Decision::allowed)
                .filteredOn(decision -> decision.name().startsWith("tiny."))
                .extracting(Decision::operation)
                .containsOnly(AclOperation.READ, AclOperation.DESCRIBE);
    }

    @ParameterizedTest
    @EnumSource(RunRole.class)
    void whatTheClusterAllowsARoleIsWhatItIsGranted(RunRole role) throws Exception {
        Map<String, Set<AclOperation>> allowed = new TreeMap<>();
        List<String> topics =
                TopicCatalogue.of(RUN).stream().map(TopicSpec::name).toList();
        try (Admin admin = cluster.kafka(role).admin("look")) {
            Map<String, KafkaFuture<TopicDescription>> found = admin.describeTopics(
                            topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            for (String topic : topics) {
                allowed.put(topic, operations(found.get(topic)));
            }
        }

        assertThat(allowed)
                .isEqualTo(topics.stream().collect(Collectors.toMap(topic -> topic, topic -> granted(role, topic))));
    }

    @Test
    void nobodyTakesThePlaceOfTheLearner() throws IOException {
        try (Producer<String, String> producer = cluster.kafka(RunRole.SAMPLER)
                .transactionalProducer(
                        "other",
                        RUN.learnerTransactionalId(),
                        new StringSerializer(),
                        new StringSerializer(),
                        Map.of())) {
            assertThatExceptionOfType(TransactionalIdAuthorizationException.class)
                    .isThrownBy(producer::initTransactions);
        }
    }

    @Test
    void aRoleWithAnothersUserEndsWithASentence() throws Exception {
        try (Running wrong = cluster.running(user(RunRole.CONSOLE), new SamplerRole(), cluster.withModel(RUN))) {
            Exit exit = wrong.process().exit().get(LONG.toSeconds(), TimeUnit.SECONDS);

            assertThat(exit.code()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(exit.sentence()).contains("Group authorization failed").doesNotContain(SecuredBroker.secret());
        }
    }

    @Test
    void commandsEnterAsTheirUser() throws Exception {
        assertThat(cluster.command(user(RunRole.OPERATOR), "runs").out()).contains("tiny");
        assertThat(cluster.command(user(RunRole.OPERATOR), "control", "log", "--run", "tiny")
                        .out())
                .contains("create");
        CommandLineRun refused = cluster.command(user(RunRole.SAMPLER), "delete-run", "--run", "tiny", "--yes");
        assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(refused.sentence()).contains("AuthorizationException");

        Path wrong = cluster.broker().config(user(RunRole.OPERATOR));
        Files.writeString(wrong, Files.readString(wrong).replace("operator-hush", "guess-hush"));
        CommandLineRun stranger = CommandLineRun.of("runs", "--config", wrong.toString());
        assertThat(stranger.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(stranger.sentence()).contains("SaslAuthenticationException").doesNotContain(SecuredBroker.secret());
    }

    private static int commanded(URI console) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(console.resolve("/api/runs/tiny/control"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"command\": \"samplers\", \"why\": \"one is enough\", \"count\": 1}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> unused(List<Grant> grants, String role, String user, Set<Decision> decisions) {
        return grants.stream()
                .flatMap(grant -> grant.operations().stream()
                        .filter(operation -> decisions.stream().noneMatch(by -> isBy(by, user, grant, operation)))
                        .map(operation -> "%s %s %s".formatted(role, operation, grant.name())))
                .toList();
    }

    private static boolean isBy(Decision decision, String user, Grant grant, AclOperation operation) {
        boolean named = grant.pattern() == PatternType.LITERAL
                ? decision.name().equals(grant.name())
                : decision.name().startsWith(grant.name());
        return named
                && decision.user().equals(user)
                && decision.type() == grant.type()
                && decision.operation() == operation;
    }

    /** None of a topic that the user must not know of. */
    private static Set<AclOperation> operations(KafkaFuture<TopicDescription> found) throws InterruptedException {
        try {
            return found.get().authorizedOperations();
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
            return Set.of();
        }
    }

    private static Set<AclOperation> granted(RunRole role, String topic) {
        Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
        Acls.of(RUN, role).stream()
                .filter(grant -> grant.type() == ResourceType.TOPIC)
                .filter(grant -> grant.name().equals(topic) || role == RunRole.OPERATOR)
                .forEach(grant -> operations.addAll(grant.operations()));
        if (operations.remove(AclOperation.ALL)) {
            operations.addAll(List.of(
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.CREATE,
                    AclOperation.DELETE,
                    AclOperation.ALTER,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS));
        }
        if (!operations.isEmpty()) {
            operations.add(AclOperation.DESCRIBE);
        }
        return operations;
    }
}
