package io.ddpo.schemas.registry;

import org.apache.avro.Schema;

/** Where schemas get their ids. Implementations are safe for use from several threads. */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Registers a schema under a subject; registering it again gives the same id.
     *
     * @return the positive id that stands for the schema in every record
     * @throws SchemaRegistryException if the registry refuses, for example for incompatibility, or does not answer
     */
    int register(String subject, Schema schema);

    /**
     * The schema behind an id.
     *
     * @throws SchemaRegistryException if the id is unknown or the registry does not answer
     */
    Schema byId(int id);

    /**
     * From now on the subject takes only schemas that read what any earlier one wrote: {@code BACKWARD_TRANSITIVE} in
     * Confluent's words. Everything that can be replayed needs it.
     *
     * @throws SchemaRegistryException if the registry refuses or does not answer
     */
    void requireBackwardTransitive(String subject);

    /**
     * Whether a schema reads what any earlier schema of a subject wrote. True for a subject without schemas.
     *
     * @throws SchemaRegistryException if the registry does not answer
     */
    boolean isBackwardTransitive(String subject, Schema schema);

    @Override
    void close();
}
