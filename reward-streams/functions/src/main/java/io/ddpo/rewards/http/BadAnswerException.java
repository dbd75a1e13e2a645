package io.ddpo.rewards.http;

/** What a server answered is no answer. The message is one sentence for people. */
public final class BadAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence what was expected and what came */
    public BadAnswerException(String sentence) {
        super(sentence);
    }

    /** @param sentence what was expected and what came */
    public BadAnswerException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
