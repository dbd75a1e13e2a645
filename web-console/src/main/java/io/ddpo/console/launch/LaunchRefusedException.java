package io.ddpo.console.launch;

/** A run cannot be launched as it was asked for. The message says in a sentence what was expected and what came. */
public final class LaunchRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LaunchRefusedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
