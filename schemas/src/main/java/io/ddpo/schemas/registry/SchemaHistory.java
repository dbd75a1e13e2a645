package io.ddpo.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The schemas that earlier releases wrote, kept as they were under {@code history/v<n>/<Record>.avsc}. A later release
 * reads an earlier log with them, and a test holds every change against them.
 */
final class SchemaHistory {
    /** Oldest first. A version has the records that changed in it. */
    static final List<String> VERSIONS = List.of("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8");

    private SchemaHistory() {}

    /** The versions of a record, oldest first. */
    static List<Schema> of(String record) {
        return VERSIONS.stream()
                .map(version -> load(version, record))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Schema> load(String version, String record) {
        try (InputStream in = SchemaHistory.class.getResourceAsStream("history/" + version + "/" + record + ".avsc")) {
            return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
