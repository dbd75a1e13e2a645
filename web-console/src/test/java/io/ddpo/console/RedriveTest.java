package io.ddpo.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.console.log.Redrives;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records that could not be processed, and a second chance for them. */
@Tag("broker")
class RedriveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Broker BROKER = Broker.shared();
    private static RunningConsole console;
    private static RunNames run;
    private static SyntheticRun log;

    @BeforeAll
    static void aRun() {
        run = BROKER.run("redriven");
        log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"));
        log.create();
        console = new RunningConsole(BROKER, Map.of());
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/redriven").body().contains("\"running\""));
    }

    @AfterAll
    static void close() {
        console.close();
        log.close();
    }

    @Test
    void theRecordLiesInItsTopicOnceMoreAndTheLogSaysWhoAndWhy() throws Exception {
        // Given
        RecordMetadata lost = write(run.samples(), 2, "t000000-00000-0001", "an outcome of a later release");
        long letter = letter(run.samples(), 2, lost.offset());

        // When
        HttpResponse<String> reply = redrive(letter, "{\"why\": \"the new release reads it\"}");

        // Then
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        List<ConsumerRecord<String, byte[]>> there = records(run.samples(), 2);
        assertThat(there).hasSize(2);
        ConsumerRecord<String, byte[]> copy = there.get(1);
        assertThat(copy.key()).isEqualTo("t000000-00000-0001");
        assertThat(new String(copy.value(), UTF_8)).isEqualTo("an outcome of a later release");
        assertThat(new String(copy.headers().lastHeader(Redrives.OF).value(), UTF_8))
                .isEqualTo("redriven.samples/2/" + lost.offset());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                console.get("/api/runs/redriven/control").body())
                        .contains("\"command\":\"redrive\"", "the new release reads it", "\"partition\":\"2\""));
    }

    @Test
    void aRecordThatIsGoneIsNotWritten() throws Exception {
        long letter = letter(run.samples(), 1, 4_711);

        HttpResponse<String> reply = redrive(letter, "{\"why\": \"x\"}");

        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(reply.body()).contains("topic redriven.samples partition 1 offset 4711: expected the record");
        assertThat(records(run.samples(), 1)).isEmpty();
    }

    @Test
    void whatRolesAloneWriteIsLeftToThem() throws Exception {
        long letter = letter(run.advantages(), 0, 0);

        HttpResponse<String> reply = redrive(letter, "{\"why\": \"x\"}");

        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(reply.body()).contains("topic redriven.advantages: expected one from which work is taken");
        assertThat(redrive(letter + 1_000, "{\"why\": \"x\"}").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> redrive(long letter, String body) throws Exception {
        return console.post(
                "/api/runs/redriven/dead-letters/%d/redrive".formatted(letter),
                body,
                "Content-Type",
                "application/json");
    }

    /** Its offset, once the console has seen it. */
    private static long letter(String topic, int partition, long offset) {
        DeadLetter letter = DeadLetter.newBuilder(Records.deadLetter("expected an outcome, found something else"))
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .build();
        long at = log.send(run.deadLetters(), null, letter).offset();
        await().atMost(PATIENCE)
                .until(() ->
                        console.get("/api/runs/redriven/dead-letters").body().contains("\"letterOffset\":" + at + ","));
        return at;
    }

    private static RecordMetadata write(String topic, int partition, String key, String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrap()), new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, partition, key, value.getBytes(UTF_8)))
                    .get();
        }
    }

    private static List<ConsumerRecord<String, byte[]>> records(String topic, int number) {
        TopicPartition partition = new TopicPartition(topic, number);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", BROKER.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(PATIENCE).forEach(records::add);
            }
            return records;
        }
    }
}
