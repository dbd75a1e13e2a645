package io.ddpo.schemas.payload;

/**
 * A record or payload that the log should hold is missing or not what its location or manifest says. The message is one
 * sentence that starts with the place.
 */
public sealed class PayloadException extends RuntimeException permits NoStoreException, WrongPayloadException {
    private static final long serialVersionUID = 1L;

    PayloadException(String message) {
        super(message);
    }

    PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
