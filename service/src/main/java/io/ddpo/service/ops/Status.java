package io.ddpo.service.ops;

/**
 * What a health check says.
 *
 * @param reason why, in a few words
 */
public record Status(boolean up, String reason) {
    public Status {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason: expected a few words, got none");
        }
    }

    /** All is well. */
    public static Status up(String reason) {
        return new Status(true, reason);
    }

    /** Something is wrong. */
    public static Status down(String reason) {
        return new Status(false, reason);
    }
}
