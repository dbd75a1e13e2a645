package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Confluent's client against a real registry that speaks Confluent's API. */
@Tag("conformance")
class ConfluentConformanceTest {
    private static final Schema NAMED =
            SchemaBuilder.record("Fox").fields().requiredString("name").endRecord();
    private static final Schema WITH_AGE = SchemaBuilder.record("Fox")
            .fields()
            .requiredString("name")
            .name("age")
            .type()
            .intType()
            .intDefault(0)
            .endRecord();

    /** Reads what was written with the second, not with the first. */
    private static final Schema WITH_REQUIRED_AGE = SchemaBuilder.record("Fox")
            .fields()
            .requiredString("name")
            .requiredInt("age")
            .endRecord();

    private static Apicurio apicurio;

    private final SchemaRegistry registry = SchemaRegistries.open(apicurio.url(), Map.of());

    @BeforeAll
    static void start() throws IOException {
        apicurio = Apicurio.start();
    }

    @AfterAll
    static void stop() {
        apicurio.close();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void everySchemaOfTheContractIsRegisteredOnceAndComesBackTheSame() {
        List<TopicSpec> topics = TopicCatalogue.of(new RunNames("conformance"));
        ContractSchemas.register(registry, topics);
        ContractSchemas.register(registry, topics);

        try (SchemaRegistry other = SchemaRegistries.open(apicurio.url(), Map.of())) {
            for (TopicSpec topic : topics) {
                int id = registry.register(topic.subject(), topic.schema());
                assertThat(id).isPositive().isEqualTo(other.register(topic.subject(), topic.schema()));
                assertThat(other.byId(id)).isEqualTo(PortableSchema.of(topic.schema()));
            }
        }
    }

    @Test
    void whatOneProcessWritesAnotherReads() {
        RunEntry entry =
                new RunEntry("demo", "0".repeat(64), Map.of("samplers", 2), Instant.ofEpochMilli(5), "", "ada", "");
        byte[] bytes = new AvroSerializer<>(registry, RunEntry.class).serialize("round-trip", entry);

        try (SchemaRegistry other = SchemaRegistries.open(apicurio.url(), Map.of())) {
            assertThat(new AvroDeserializer<>(other, RunEntry.class).deserialize("round-trip", bytes))
                    .isEqualTo(entry);
        }
    }

    @Test
    void aSchemaThatDoesNotReadTheFirstIsRefusedThoughItReadsTheLatest() {
        registry.requireBackwardTransitive("foxes-value");
        registry.register("foxes-value", NAMED);
        assertThat(registry.isBackwardTransitive("foxes-value", WITH_AGE)).isTrue();
        registry.register("foxes-value", WITH_AGE);

        assertThat(registry.isBackwardTransitive("foxes-value", WITH_REQUIRED_AGE))
                .isFalse();
        assertThatExceptionOfType(SchemaRegistryException.class)
                .isThrownBy(() -> registry.register("foxes-value", WITH_REQUIRED_AGE))
                .withMessageStartingWith(apicurio.url() + " subject foxes-value: the registry refused: ")
                .withMessageEndingWith("error code: 409");
    }

    @Test
    void anySchemaIsCompatibleWithASubjectThatHasNone() {
        assertThat(registry.isBackwardTransitive("no-foxes-value", WITH_REQUIRED_AGE))
                .isTrue();
    }

    @Test
    void anUnknownIdIsRefused() {
        assertThatExceptionOfType(SchemaRegistryException.class)
                .isThrownBy(() -> registry.byId(987654))
                .withMessageStartingWith(apicurio.url() + " schema id 987654: the registry refused: ");
    }
}
