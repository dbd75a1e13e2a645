package io.ddpo.learner;

/**
 * Where a learner stands within an iteration.
 *
 * @param iteration that is under way
 * @param policyVersion that it samples with
 * @param done of {@code total}
 * @param total outcomes while waiting, micro-batches while training; 0 where nothing is counted
 */
public record Progress(Stage stage, int iteration, int policyVersion, int done, int total) {

    /** What an iteration goes through. */
    public enum Stage {
        /** For outcomes and advantages; {@link Progress#done} counts outcomes. */
        WAITING,
        /** {@link Progress#done} counts micro-batches. */
        TRAINING,
        /** By a command. */
        PAUSED,
        /** The run is finished or stopped. */
        ENDED
    }

    /** Share that is done, in [0, 1]. */
    public double share() {
        return total == 0 ? 0 : (double) done / total;
    }
}
