package io.ddpo.console.web;

/** A request that is answered with a status and one sentence. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfterSeconds;

    RefusedException(int status, String sentence) {
        this(status, sentence, 0);
    }

    private RefusedException(int status, String sentence, long retryAfterSeconds) {
        super(sentence);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static RefusedException tooMany(String sentence, long retryAfterSeconds) {
        return new RefusedException(429, sentence, retryAfterSeconds);
    }

    static RefusedException badRequest(String sentence) {
        return new RefusedException(400, sentence);
    }

    static RefusedException notFound(String sentence) {
        return new RefusedException(404, sentence);
    }

    int status() {
        return status;
    }

    /** After which to ask again; 0 where that would change nothing. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
