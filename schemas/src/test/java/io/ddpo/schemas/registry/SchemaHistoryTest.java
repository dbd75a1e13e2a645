package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guards what is in logs already: a schema that cannot read its own past does not pass. */
class SchemaHistoryTest {
    private static final Path SNAPSHOTS = Path.of("src/main/resources/io/ddpo/schemas/registry/history");
    private static final Path NEW_SNAPSHOTS = Path.of("target", "schema-history");

    static List<Schema> current() {
        return ContractSchemas.current();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("current")
    void everySchemaReadsWhatAnyReleaseWrote(Schema current) throws SchemaValidationException {
        new SchemaValidatorBuilder()
                .canReadStrategy()
                .validateAll()
                .validate(current, SchemaHistory.of(current.getName()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("current")
    void everySchemaIsKeptForLaterReleases(Schema current) throws IOException {
        boolean kept = SchemaHistory.of(current.getName()).stream()
                .anyMatch(version -> form(version).equals(form(current)));
        if (!kept) {
            Files.createDirectories(NEW_SNAPSHOTS);
            Files.writeString(
                    NEW_SNAPSHOTS.resolve(current.getName() + ".avsc"),
                    PortableSchema.of(current).toString(true) + "\n");
        }

        assertThat(kept)
                .withFailMessage(
                        "%s has changed: copy %s/%s.avsc into %s/<next version> and name that version in SchemaHistory; "
                                + "only a version that was never released may be overwritten",
                        current.getName(), NEW_SNAPSHOTS, current.getName(), SNAPSHOTS)
                .isTrue();
    }

    private static String form(Schema schema) {
        return SchemaNormalization.toParsingForm(schema);
    }
}
