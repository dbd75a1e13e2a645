package io.ddpo.service.duty;

/** Where a duty cycle stands. */
public enum State {
    /** Not yet through {@link Agent#onStart}. */
    STARTING,
    /** In {@link Agent#doWork}. */
    WORKING,
    /** Asked to stop, in {@link Agent#drain}. */
    DRAINING,
    /** Closed. */
    ENDED
}
