package io.ddpo.schemas.registry;

/** The registry refused or did not answer. The message is one sentence that starts with the registry's address. */
public final class SchemaRegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SchemaRegistryException(String message) {
        super(message);
    }

    SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
