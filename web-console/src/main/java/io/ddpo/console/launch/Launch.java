package io.ddpo.console.launch;

/**
 * A run that was launched, as its launcher knows it; how far it has come is in its own log.
 *
 * @param run its name
 * @param source the run that it comes from
 * @param sentence why it is in that state; empty where that needs no word
 */
public record Launch(String run, String source, LaunchRequest.Kind kind, State state, String sentence) {
    /** What becomes of a launch. */
    public enum State {
        /** Another one is trained first. */
        WAITING,
        /** Its roles are at work. */
        TRAINING,
        /** It has come to its end. */
        FINISHED,
        /** It was stopped, or the launcher has ended; the log has all of it. */
        STOPPED,
        /** It cannot go on here. */
        FAILED
    }

    /** The same in another state. */
    public Launch in(State other, String why) {
        return new Launch(run, source, kind, other, why);
    }
}
