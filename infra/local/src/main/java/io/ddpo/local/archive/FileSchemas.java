package io.ddpo.local.archive;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistryException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The schemas that came with an archive, for reading only. */
final class FileSchemas implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new HashMap<>();

    void add(ArchiveEntry.WriterSchema writer) {
        schemas.put(writer.id(), writer.schema());
    }

    @Override
    public Schema byId(int id) {
        Schema schema = schemas.get(id);
        if (schema == null) {
            throw new SchemaRegistryException("the archive has no schema with id " + id);
        }
        return schema;
    }

    @Override
    public int register(String subject, Schema schema) {
        throw new UnsupportedOperationException("an archive takes no schemas");
    }

    @Override
    public void requireBackwardTransitive(String subject) {
        throw new UnsupportedOperationException("an archive takes no schemas");
    }

    @Override
    public boolean isBackwardTransitive(String subject, Schema schema) {
        throw new UnsupportedOperationException("an archive takes no schemas");
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
