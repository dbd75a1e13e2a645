package io.ddpo.schemas.registry;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas of the values of all topics. */
public final class ContractSchemas {

    private static final RunNames ANY_RUN = new RunNames("any");

    private ContractSchemas() {}

    /** Every schema that a record of the contract may have been written with. */
    static List<Schema> all() {
        return current().stream()
                .flatMap(schema -> Stream.concat(Stream.of(schema), SchemaHistory.of(schema.getName()).stream()))
                .toList();
    }

    /** The schemas that this release writes, one per kind of value. */
    static List<Schema> current() {
        return topics().map(TopicSpec::schema).distinct().toList();
    }

    /**
     * Registers the schemas of topics, and has later ones read what earlier ones wrote. Safe to repeat.
     *
     * @throws SchemaRegistryException if the registry refuses or does not answer
     */
    public static void register(SchemaRegistry registry, List<TopicSpec> topics) {
        for (TopicSpec topic : topics) {
            registry.requireBackwardTransitive(topic.subject());
            registry.register(topic.subject(), topic.schema());
        }
    }

    private static Stream<TopicSpec> topics() {
        return Stream.concat(TopicCatalogue.of(ANY_RUN).stream(), TopicCatalogue.cluster().stream());
    }
}
