package io.ddpo.schemas.topics;

/** A topic exists with settings that are not the contract's. */
public final class TopicMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicMismatchException(String message) {
        super(message);
    }
}
