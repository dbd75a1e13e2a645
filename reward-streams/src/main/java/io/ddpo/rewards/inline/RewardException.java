package io.ddpo.rewards.inline;

/** A picture that cannot be scored. The message is one sentence for people. */
public final class RewardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A picture that cannot be scored for the reason that {@code sentence} gives. */
    public RewardException(String sentence) {
        super(sentence);
    }

    /** A picture that cannot be scored because of {@code cause}. */
    public RewardException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
