package io.ddpo.learner;

/** A record that cannot be used, for good. The message is the reason, in one sentence. */
final class RejectedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RejectedRecordException(String reason) {
        super(reason);
    }
}
