package io.ddpo.fleet;

/** A back-end could not do now what it was asked for. The message says in a sentence what was expected and what came. */
public final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
