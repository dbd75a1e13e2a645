package io.ddpo.schemas.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.Broker;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class RunRegistryTest {
    private static final Broker BROKER = Broker.shared();

    private final SchemaRegistry schemas = new MemorySchemaRegistry();
    private final RunRegistry runs = new RunRegistry(
            BROKER.producer(new AvroSerializer<>(schemas, RunEntry.class)),
            BROKER.consumer(new AvroDeserializer<>(schemas, RunEntry.class)));

    @BeforeAll
    static void aList() {
        try (Admin admin = BROKER.admin()) {
            Topics.create(admin, TopicCatalogue.cluster());
        }
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    void aClusterWithoutTheListHasNoEntries() {
        try (RunRegistry none = new RunRegistry(
                BROKER.producer(new AvroSerializer<>(schemas, RunEntry.class)), new MockConsumer<>("none"))) {
            assertThat(none.entries()).isEmpty();
        }
    }

    @Test
    void theLatestEntryOfARunHolds() throws Exception {
        // Given
        runs.put(entry("foxes", 'a', Map.of("learner", 1)));
        runs.put(entry("wolves", 'b', Map.of("learner", 1)));
        foreignRecord();

        // When
        runs.put(entry("foxes", 'a', Map.of()));

        // Then
        assertThat(runs.entries().values())
                .containsSubsequence(entry("wolves", 'b', Map.of("learner", 1)), entry("foxes", 'a', Map.of()));
    }

    @Test
    void aRunIsRegisteredOnceAndAnotherOneOfItsNameAnew() {
        runs.put(entry("bears", 'a', Map.of("learner", 1)));

        runs.register(entry("bears", 'a', Map.of()));
        assertThat(runs.entries().get("bears").getRoles()).containsEntry("learner", 1);

        runs.register(entry("bears", 'b', Map.of()));
        assertThat(runs.entries().get("bears")).isEqualTo(entry("bears", 'b', Map.of()));
    }

    @Test
    void aRunThatIsGoneIsNotListed() {
        runs.put(entry("cats", 'a', Map.of()));

        runs.remove("cats");
        runs.remove("dogs");

        assertThat(runs.entries()).doesNotContainKeys("cats", "dogs");
    }

    private static RunEntry entry(String run, char digest, Map<String, Integer> roles) {
        return new RunEntry(
                run, Character.toString(digest).repeat(64), roles, Instant.EPOCH, "console@host", "ada", "to compare");
    }

    private static void foreignRecord() throws Exception {
        byte[] text = "wolves".getBytes(StandardCharsets.UTF_8);
        try (Producer<String, byte[]> producer = BROKER.producer(new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(RunNames.RUNS, "wolves", text)).get();
        }
    }
}
