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
     * Whether a schema could be registered under a subject at its compatibility level. True for a subject without
     * schemas.
     *
     * @throws SchemaRegistryException if the registry does not answer
     */
    boolean isCompatible(String subject, Schema schema);

    /**
     * Sets what later schemas of a subject have to fulfil.
     *
     * @throws SchemaRegistryException if the registry refuses or does not answer
     */
    void setCompatibility(String subject, Compatibility level);

    @Override
    void close();
}
