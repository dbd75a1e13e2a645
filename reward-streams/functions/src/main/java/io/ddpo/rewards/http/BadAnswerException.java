package io.ddpo.rewards.http;

/** What a server answered is no answer. The message is one sentence for people. */
final class BadAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String sentence) {
        super(sentence);
    }

    BadAnswerException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
