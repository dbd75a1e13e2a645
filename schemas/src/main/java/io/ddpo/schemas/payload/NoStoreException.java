package io.ddpo.schemas.payload;

/** A payload lies in a store, and whoever wants it was not told of one: not the payload is at fault. */
public final class NoStoreException extends PayloadException {
    private static final long serialVersionUID = 1L;

    NoStoreException(String message) {
        super(message);
    }
}
