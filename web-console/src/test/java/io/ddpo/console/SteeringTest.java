package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands, from the request to the record and back to what everybody sees. */
@Tag("broker")
class SteeringTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Broker BROKER = Broker.shared();
    private static RunningConsole console;

    @BeforeAll
    static void open() {
        console = new RunningConsole(BROKER, Map.of());
    }

    @AfterAll
    static void close() {
        console.close();
    }

    @Test
    void aPauseIsARecordWithWhoAndWhy() throws Exception {
        // Given
        RunNames run = newRun("steered-pause");

        // When
        HttpResponse<String> reply = give(run, "{\"command\": \"pause\", \"why\": \"lunch\"}");

        // Then
        assertThat(reply.statusCode()).isEqualTo(202);
        Control written = commands(run).get(1);
        assertThat(written.getCommand()).isInstanceOf(PauseRun.class);
        assertThat(written.getWho()).isEqualTo("ada");
        assertThat(written.getWhy()).isEqualTo("lunch");
        awaitThat(() -> json(run, "").get("summary").get("pending").asText().equals("pause"));
    }

    @Test
    void aChangeOfSettingsIsSeenAsPendingUntilAVersionHasIt() throws Exception {
        // Given
        RunNames run = newRun("steered-settings");

        // When
        give(
                run,
                "{\"command\": \"settings\", \"why\": \"it wobbles\", \"settings\": {\"training.learningRate\": \"1E-4\"}}");

        // Then
        assertThat(((ChangeSettings) commands(run).get(1).getCommand()).getSettings())
                .containsExactly(Map.entry("training.learningRate", "1E-4"));
        awaitThat(() -> learningRate(run).get("pending").asText().equals("1E-4"));
        assertThat(learningRate(run).get("value").asText()).isEqualTo("3.0E-4");

        // When
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"))) {
            WeightsManifest taken = WeightsManifest.newBuilder(Records.manifest(run.run(), 1, RunState.RUNNING, 2))
                    .setSettings(Map.of("training.learningRate", "1.0E-4"))
                    .build();
            log.send(run.weightsVersions(), "1", taken);
        }

        // Then
        awaitThat(() -> learningRate(run).get("pending").isNull());
        assertThat(learningRate(run).get("value").asText()).isEqualTo("1.0E-4");
    }

    @Test
    void settingsThatTheRunWouldRefuseNeverReachTheLog() throws Exception {
        // Given
        RunNames run = newRun("steered-badly");

        // When
        HttpResponse<String> reply = give(
                run,
                "{\"command\": \"settings\", \"why\": \"faster\", \"settings\":"
                        + " {\"training.learningRate\": \"-1\", \"training.speed\": \"9\"}}");

        // Then
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("training.speed: expected one of", "training.learningRate: expected");
        assertThat(commands(run)).hasSize(1);
    }

    @Test
    void samplersAreWantedAndCounted() throws Exception {
        // Given
        RunNames run = newRun("steered-samplers");
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"))) {
            log.workers(2, Instant.now());
        }

        // When
        give(run, "{\"command\": \"samplers\", \"why\": \"night\", \"count\": 4}");

        // Then
        assertThat(((SetSamplers) commands(run).get(1).getCommand()).getCount()).isEqualTo(4);
        awaitThat(() -> json(run, "/workers").get("fleet").get("wanted").asInt() == 4);
        assertThat(json(run, "/workers").get("fleet").get("alive").asInt()).isLessThanOrEqualTo(2);
        assertThat(give(run, "{\"command\": \"samplers\", \"why\": \"x\", \"count\": \"all\"}")
                        .body())
                .contains("count: expected a whole number");
        assertThat(give(run, "{\"command\": \"samplers\", \"why\": \"x\", \"count\": -1}")
                        .body())
                .contains("samplers: expected a number from 0 to 1000, got -1");
    }

    /** A run that was created and has version 0, seen by the console. */
    private static RunNames newRun(String name) {
        RunNames run = BROKER.run(name);
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"))) {
            log.create();
        }
        awaitThat(() -> console.get("/api/runs/" + name).body().contains("\"running\""));
        return run;
    }

    private static HttpResponse<String> give(RunNames run, String body) throws Exception {
        return console.post("/api/runs/" + run.run() + "/control", body, "Content-Type", "application/json");
    }

    private static JsonNode learningRate(RunNames run) throws Exception {
        for (JsonNode setting : json(run, "/settings").get("settings")) {
            if (setting.get("path").asText().equals("training.learningRate")) {
                return setting;
            }
        }
        throw new AssertionError("no learning rate among the settings");
    }

    private static JsonNode json(RunNames run, String part) throws Exception {
        return new ObjectMapper()
                .readTree(console.get("/api/runs/" + run.run() + part).body());
    }

    private static List<Control> commands(RunNames run) {
        List<Control> commands = new ArrayList<>();
        TopicPartition partition = new TopicPartition(run.control(), 0);
        try (KafkaConsumer<String, Control> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", BROKER.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new AvroDeserializer<>(new MemorySchemaRegistry(), Control.class))) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, Control> command : consumer.poll(PATIENCE)) {
                    commands.add(command.value());
                }
            }
        }
        return commands;
    }

    private static void awaitThat(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }
}
