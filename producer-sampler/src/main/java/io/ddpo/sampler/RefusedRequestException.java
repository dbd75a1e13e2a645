package io.ddpo.sampler;

/** A request that no sampler can do, since what is wrong is in it. The message is the reason that its failures carry. */
final class RefusedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedRequestException(String reason) {
        super(reason);
    }
}
