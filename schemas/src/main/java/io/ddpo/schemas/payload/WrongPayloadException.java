package io.ddpo.schemas.payload;

/** A payload was read whole and is not the one that was published. */
final class WrongPayloadException extends PayloadException {
    private static final long serialVersionUID = 1L;

    WrongPayloadException(String message) {
        super(message);
    }
}
