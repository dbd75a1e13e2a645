package io.ddpo.schemas.registry;

import java.util.Map;

/** Opens the registry that a setting names. */
public final class SchemaRegistries {
    /** The address of the registry without a server. */
    public static final String MEMORY = "memory:";

    private SchemaRegistries() {}

    /**
     * Opens a registry. Whoever opens it closes it.
     *
     * @param url {@link #MEMORY}, or where a server speaks Confluent's API: one {@code http://} or {@code https://}
     *     address, or several with commas between them
     * @param settings authentication and TLS by {@linkplain RegistrySettings#names() name}; none with {@link #MEMORY}
     * @throws IllegalArgumentException if address or settings are not what they should be; the message has all problems
     */
    public static SchemaRegistry open(String url, Map<String, String> settings) {
        RegistrySettings checked = new RegistrySettings(url, settings);
        return checked.isMemory() ? new MemorySchemaRegistry() : new ConfluentSchemaRegistry(checked);
    }
}
