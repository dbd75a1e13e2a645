package io.ddpo.rewards.api;

import java.time.Duration;
import java.util.Optional;

/**
 * A reward could not be asked now, whatever the samples: nobody is there, or too much was asked of it. Its message is one
 * sentence for people.
 */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /** Nobody said when to come back. */
    public UnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.retryAfter = Optional.empty();
    }

    /** @param retryAfter how long to leave it alone, if it said so */
    public UnavailableException(String sentence, Optional<Duration> retryAfter) {
        super(sentence);
        this.retryAfter = retryAfter;
    }

    /** How long to leave it alone, if it said so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
