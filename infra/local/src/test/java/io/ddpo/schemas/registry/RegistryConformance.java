package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Confluent's client against a real registry that speaks Confluent's API. */
public abstract class RegistryConformance {
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

    private final ClusterAccess cluster;
    private final SchemaRegistry registry;

    protected RegistryConformance(ClusterAccess cluster) {
        this.cluster = cluster;
        this.registry = cluster.registry();
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

        try (SchemaRegistry other = cluster.registry()) {
            for (TopicSpec topic : topics) {
                int id = registry.register(topic.subject(), topic.schema());
                assertThat(id).isPositive().isEqualTo(other.register(topic.subject(), topic.schema()));
                assertThat(other.byId(id)).isEqualTo(PortableSchema.of(topic.schema()));
                assertThat(other.isBackwardTransitive(topic.subject(), unable(topic.schema())))
                        .as("what %s wrote is read without a field that it lacks", topic.subject())
                        .isFalse();
            }
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
                .withMessageStartingWith(cluster.registryUrl() + " subject foxes-value: the registry refused: ")
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
                .withMessageStartingWith(cluster.registryUrl() + " schema id 987654: the registry refused: ");
    }

    /** Requires a field that records of a schema do not have. */
    private static Schema unable(Schema schema) {
        List<Schema.Field> fields = new ArrayList<>(schema.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        fields.add(new Schema.Field("missing", Schema.create(Schema.Type.INT)));
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }
}
