package io.ddpo.console.web;

/** A request that is answered with a status and one sentence. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String sentence) {
        super(sentence);
        this.status = status;
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
}
