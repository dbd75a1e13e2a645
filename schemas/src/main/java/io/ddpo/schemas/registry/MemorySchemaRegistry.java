package io.ddpo.schemas.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;

/**
 * A registry without a server, for one process and the log it leaves behind. An id derives from the schema itself, so
 * that a later process reads what an earlier one wrote; for the same reason only schemas known at construction are
 * accepted.
 */
public final class MemorySchemaRegistry implements SchemaRegistry {

    private static final String ADDRESS = "memory:";

    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<String, List<Schema>> subjects = new HashMap<>();

    /** Knows every schema of the contract. */
    public MemorySchemaRegistry() {
        this(ContractSchemas.all());
    }

    /**
     * Knows the given schemas.
     *
     * @throws IllegalArgumentException if two different schemas have the same id
     */
    public MemorySchemaRegistry(Collection<Schema> known) {
        for (Schema schema : known) {
            Schema other = schemas.putIfAbsent(id(schema), schema);
            if (other != null && !canonical(other).equals(canonical(schema))) {
                throw new IllegalArgumentException(ADDRESS + " schemas " + other.getFullName() + " and "
                        + schema.getFullName() + " share the id " + id(schema));
            }
        }
    }

    /** The id of a schema: its 64-bit CRC over the parsing canonical form, folded into a positive integer. */
    static int id(Schema schema) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        return (int) (fingerprint ^ fingerprint >>> 32) & Integer.MAX_VALUE;
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        int id = id(schema);
        Schema known = schemas.get(id);
        if (known == null || !canonical(known).equals(canonical(schema))) {
            throw new SchemaRegistryException(ADDRESS + " subject " + subject + ": expected a schema of the contract, "
                    + "found " + schema.getFullName() + ", which a later process could not read");
        }
        if (!isBackwardTransitive(subject, schema)) {
            throw new SchemaRegistryException(ADDRESS + " subject " + subject + ": " + schema.getFullName()
                    + " does not read what earlier schemas of the subject wrote");
        }
        List<Schema> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        if (versions.stream().noneMatch(version -> id(version) == id)) {
            versions.add(schema);
        }
        return id;
    }

    @Override
    public synchronized Schema byId(int id) {
        Schema schema = schemas.get(id);
        if (schema == null) {
            throw new SchemaRegistryException(ADDRESS + " schema id " + id + " is unknown");
        }
        return schema;
    }

    /** Holds of every subject anyway. */
    @Override
    public void requireBackwardTransitive(String subject) {
        // nothing to remember
    }

    @Override
    public synchronized boolean isBackwardTransitive(String subject, Schema schema) {
        return subjects.getOrDefault(subject, List.of()).stream().allMatch(version -> reads(schema, version));
    }

    @Override
    public void close() {
        // holds nothing but memory
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static String canonical(Schema schema) {
        return SchemaNormalization.toParsingForm(schema);
    }
}
