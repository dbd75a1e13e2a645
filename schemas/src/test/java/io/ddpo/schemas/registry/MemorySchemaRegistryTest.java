package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemorySchemaRegistryTest {
    private static final Schema ONE = fox().requiredString("name").endRecord();
    private static final Schema TWO =
            fox().requiredString("name").nullableInt("age", 0).endRecord();
    private static final Schema THREE = fox().requiredString("name")
            .name("age")
            .type()
            .unionOf()
            .intType()
            .and()
            .nullType()
            .endUnion()
            .noDefault()
            .endRecord();

    private final SchemaRegistry registry = new MemorySchemaRegistry(List.of(ONE, TWO, THREE));

    @Test
    void idsAreTheSameInEveryProcessForEver() {
        // folded from the CRC-64-AVRO of the canonical forms, 0xc310ad078696ecc5 and 0xb9712214bb7aa927
        assertThat(registry.register("foxes", ONE)).isEqualTo(1166426562);
        assertThat(registry.register("other-foxes", TWO)).isEqualTo(34310963);
    }

    @Test
    void aFreshRegistryKnowsEverySchemaOfTheContractByItsId() {
        SchemaRegistry earlier = new MemorySchemaRegistry();
        SchemaRegistry later = new MemorySchemaRegistry();

        TopicCatalogue.of(new RunNames("demo")).forEach(topic -> {
            int id = earlier.register(topic.subject(), topic.schema());
            assertThat(later.byId(id).getFullName()).isEqualTo(topic.schema().getFullName());
        });
    }

    @Test
    void documentationDoesNotChangeAnId() {
        Schema documented = SchemaBuilder.record("Fox")
                .doc("A fox.")
                .fields()
                .requiredString("name")
                .endRecord();

        assertThat(registry.register("foxes", documented)).isEqualTo(registry.register("foxes", ONE));
    }

    @Test
    void aSchemaThatALaterProcessWouldNotKnowIsRefused() {
        assertRefused(
                () -> registry.register("runs", RunEntry.getClassSchema()),
                "memory: subject runs: expected a schema of the contract, found io.ddpo.schemas.avro.RunEntry, "
                        + "which a later process could not read");
    }

    @Test
    void anUnknownIdIsRefused() {
        assertRefused(() -> registry.byId(5), "memory: schema id 5 is unknown");
    }

    @Test
    void aSchemaReadsWhatAnyEarlierOneWroteNotOnlyTheLatest() {
        registry.register("foxes", ONE);
        registry.register("foxes", TWO);

        assertThat(registry.isBackwardTransitive("foxes", TWO)).isTrue();
        assertThat(registry.isBackwardTransitive("foxes", THREE)).isFalse();
        assertThat(registry.isBackwardTransitive("other-foxes", THREE)).isTrue();
        assertRefused(
                () -> registry.register("foxes", THREE),
                "memory: subject foxes: Fox does not read what earlier schemas of the subject wrote");
    }

    @Test
    void twoSchemasWithOneIdAreFoundOut() {
        List<Schema> colliding = Stream.of("Fox28757888", "Fox36000266")
                .map(name -> SchemaBuilder.record(name).fields().endRecord())
                .toList();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemorySchemaRegistry(colliding))
                .withMessage("memory: schemas Fox28757888 and Fox36000266 share the id 752082198");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(SchemaRegistryException.class)
                .isThrownBy(call)
                .withMessage(message);
    }

    private static SchemaBuilder.FieldAssembler<Schema> fox() {
        return SchemaBuilder.record("Fox").fields();
    }
}
