package io.ddpo.service.duty;

/**
 * What a role does, a little at a time. All methods but {@link #wakeup} run on one thread, so an agent needs no locks;
 * what belongs to a thread, such as a Kafka consumer, is made in {@link #onStart} and closed in {@link #onClose}.
 */
public interface Agent {
    /** What {@link #doWork} returns when nothing is left to do, ever: the role ends well. */
    int DONE = -1;

    /** Who this is in logs, thread names and metrics. */
    String roleName();

    /** Called once, first. If it throws, the role ends; {@link #onClose} is called even then. */
    default void onStart() throws Exception {}

    /**
     * Does some work. May block, as a poll does, but for no longer than a stop may take, unless {@link #wakeup} ends it.
     *
     * @return how much was done: 0 if there was nothing to do, so that the runner backs off, or {@link #DONE}
     * @throws io.ddpo.service.FatalRoleException if the role must end; any other exception is handed to the runner's
     *     error handler, which may let the cycle go on
     */
    int doWork() throws Exception;

    /**
     * Called from another thread when the role is asked to stop: cuts short what {@link #doWork} is blocked in, and
     * makes long work stop at its next safe point. The only method that must be thread-safe; it may come more than once,
     * and before {@link #onStart}. The {@code WakeupException} that a Kafka client answers with is no error then.
     */
    default void wakeup() {}

    /**
     * Called instead of {@link #doWork} once the role was asked to stop, again and again: takes no new work, finishes
     * or gives back what is in hand.
     *
     * @return whether nothing is in hand any more
     */
    default boolean drain() throws Exception {
        return true;
    }

    /** Called once, last, whatever happened: gives back everything that was opened. */
    default void onClose() throws Exception {}
}
