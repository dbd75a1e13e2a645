package io.ddpo.rewards.picture;

/** A picture that cannot be judged. The message is one sentence for people. */
public final class UnreadablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A picture that can be read, and is not one that a reward can judge. */
    public UnreadablePictureException(String sentence) {
        super(sentence);
    }

    UnreadablePictureException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
