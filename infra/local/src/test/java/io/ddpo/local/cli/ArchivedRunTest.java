package io.ddpo.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that were exported, deleted, and imported again. */
@Tag("broker")
class ArchivedRunTest {
    private static final RunNames FOXES = new RunNames("foxes");

    @TempDir
    private static Path temp;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.in(temp);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everyRecordGetsTheOffsetThatItHad() throws Exception {
        // Given
        cluster.create(cluster.specification(FOXES.run()).build());
        writeWithTransactions(FOXES.metrics());
        writeAmongForeignRecords(FOXES.weights());
        List<List<Object>> commands = cluster.records(FOXES.control());
        List<List<Object>> metrics = cluster.records(FOXES.metrics());
        List<List<Object>> weights = cluster.records(FOXES.weights());
        Map<String, Long> ends = cluster.ends(FOXES.run());
        Path file = temp.resolve("foxes.avro");

        // When
        assertThat(ok("export-run", "--run", "foxes", "--file", file.toString()).out())
                .contains("run foxes: 8 records in " + file, "2 records were left out, since they are none of a run");
        assertThat(ddpo("import-run", "--file", file.toString()).sentence())
                .isEqualTo("run foxes: expected a log without it, found its topics; ddpo delete-run --run foxes"
                        + " removes a run");
        ok("delete-run", "--run", "foxes", "--yes");
        Path cut = cut(file);
        assertThat(ddpo("import-run", "--file", cut.toString()).sentence())
                .startsWith("[" + cut + "] expected an archive with an end, found one that was cut off after ")
                .hasLineCount(1);
        assertThat(cluster.ends(FOXES.run())).isEmpty();
        assertThat(ok("import-run", "--file", file.toString()).out()).contains("run foxes: 8 records are in the log");

        // Then
        assertThat(cluster.ends(FOXES.run())).isEqualTo(ends);
        assertThat(cluster.records(FOXES.control())).isEqualTo(commands);
        assertThat(cluster.records(FOXES.metrics())).hasSize(5).isEqualTo(metrics);
        assertThat(weights).extracting(record -> record.get(1)).containsExactly(0L, 1L, 2L, 3L);
        List<List<Object>> imported = cluster.records(FOXES.weights());
        assertThat(imported).hasSize(3).contains(weights.get(1), weights.get(3));
        assertThat(imported.get(0)).as("a tombstone").startsWith(0, 0L).endsWith("");
        assertThat(cluster.listed()).containsKey("foxes");
    }

    @Test
    @Tag("slow")
    @Tag("long")
    void anUnfinishedRunIsReplayedButDoesNotGoOnItself() throws Exception {
        String trained = cluster.trainUntil(
                        cluster.create(cluster.specification("unfinished")
                                .setIterations(1000)
                                .build()),
                        version -> version.getVersion() == 1)
                .getPolicySha256();
        Path file = temp.resolve("unfinished.avro");
        ok("export-run", "--run", "unfinished", "--file", file.toString());
        ok("delete-run", "--run", "unfinished", "--yes");
        ok("import-run", "--file", file.toString());
        Map<String, Long> ends = cluster.ends("unfinished");

        CommandLineRun refused = ddpo("resume", "--run", "unfinished");
        String results = temp.resolve("results").toString();
        ok("replay", "--run", "unfinished", "--as", "again", "--to-iteration", "0", "--yes", "--results", results);

        assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(refused.sentence())
                .isEqualTo(
                        "run unfinished: expected what its reward streams remember of its rewards, found none in this"
                                + " log, as after ddpo import-run; it can be replayed and forked, and not go on itself");
        assertThat(cluster.ends("unfinished")).isEqualTo(ends);
        assertThat(new ObjectMapper()
                        .readTree(Path.of(results, "summary.json").toFile())
                        .get("policySha256")
                        .asText())
                .isEqualTo(trained);
    }

    /** Records at 0, 1, 2, 7 and 8; between them a marker, what was aborted with its marker, and one more at the end. */
    private static void writeWithTransactions(String topic) throws Exception {
        try (Producer<String, byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, 0, 1, 2);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, 3, 4);
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 5, 6);
            producer.commitTransaction();
        }
    }

    private static void send(Producer<String, byte[]> producer, String topic, int... steps) throws Exception {
        for (int step : steps) {
            producer.send(metric(topic, step)).get();
        }
    }

    /** Text at 0, a chunk at 1, a metric at 2, and another chunk at 3. */
    private static void writeAmongForeignRecords(String topic) throws Exception {
        cluster.write(topic, 0, "text", "text".getBytes(UTF_8));
        cluster.write(topic, 0, "0/0", cluster.bytes(topic, chunk(0)));
        cluster.write(topic, 0, "metric", metric(topic, 0).value());
        cluster.write(topic, 0, "1/0", cluster.bytes(topic, chunk(1)));
    }

    private static ProducerRecord<String, byte[]> metric(String topic, int step) {
        Metric metric = Metric.newBuilder()
                .setSeries("test")
                .setIteration(0)
                .setPolicyVersion(0)
                .setStep(step)
                .setTimestamp(Instant.EPOCH)
                .setValues(Map.of("reward", 1.0))
                .build();
        return new ProducerRecord<>(
                topic,
                0,
                1_000L + step,
                step % 2 == 0 ? "test" : null,
                cluster.bytes(FOXES.metrics(), metric),
                List.of(new RecordHeader("step", new byte[] {(byte) step}), new RecordHeader("none", null)));
    }

    private static WeightChunk chunk(int version) {
        return new WeightChunk(version, ChunkKind.WEIGHTS, 0, 1, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    private static Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "transactional.id", FOXES.prefix() + "test"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static Path cut(Path file) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        return Files.write(temp.resolve("cut.avro"), Arrays.copyOf(whole, whole.length - 100));
    }

    private static CommandLineRun ok(String command, String... arguments) {
        CommandLineRun run = ddpo(command, arguments);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK.status());
        return run;
    }

    private static CommandLineRun ddpo(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--bootstrap", cluster.bootstrapServers()));
        line.addAll(List.of(arguments));
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
