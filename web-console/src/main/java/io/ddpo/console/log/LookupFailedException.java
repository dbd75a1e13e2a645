package io.ddpo.console.log;

/** Something that should be in the log could not be read there. The message is for people. */
public final class LookupFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean busy;

    private LookupFailedException(String message, boolean busy, Throwable cause) {
        super(message, cause);
        this.busy = busy;
    }

    static LookupFailedException missing(String message, Throwable cause) {
        return new LookupFailedException(message, false, cause);
    }

    static LookupFailedException busy(String message) {
        return new LookupFailedException(message, true, null);
    }

    /** Whether the same may work in a moment. */
    public boolean isBusy() {
        return busy;
    }
}
