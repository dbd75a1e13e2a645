package io.ddpo.schemas.topics;

import java.util.regex.Pattern;

/**
 * Every name that a run owns in the cluster. All of them start with {@code <run>.}, so that isolation, prefixed ACLs
 * and deletion come for free.
 *
 * @param run name of the run, {@code [a-z0-9][a-z0-9-]{0,39}}, but not {@code ddpo}
 */
public record RunNames(String run) {

    /** The cluster's one topic of its own: which runs there are. */
    public static final String RUNS = "ddpo.runs";

    /** What a run name has to be, for a sentence to people. */
    public static final String EXPECTED = "[a-z0-9][a-z0-9-]{0,39}, but not ddpo";

    /** No dot, which ends the prefix, and no underscore, which metrics confuse with it. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** Its prefix would own the cluster's topics. */
    private static final String RESERVED = "ddpo";

    /** @throws IllegalArgumentException if the name is not a run name */
    public RunNames {
        if (!isValid(run)) {
            throw new IllegalArgumentException("run: expected " + EXPECTED + ", found '" + run + "'");
        }
    }

    /** Whether this can be the name of a run. */
    public static boolean isValid(String run) {
        return NAME.matcher(run).matches() && !RESERVED.equals(run);
    }

    /** What every name of the run starts with. */
    public String prefix() {
        return run + ".";
    }

    public String control() {
        return prefix() + "control";
    }

    public String rolloutRequests() {
        return prefix() + "rollout-requests";
    }

    public String trajectories() {
        return prefix() + "trajectories";
    }

    public String samples() {
        return prefix() + "samples";
    }

    /** What scorers say; reward streams take each id over into the rewards once. */
    public String scores() {
        return prefix() + "scores";
    }

    /**
     * What another reward says of the same samples; no part of the run's own work.
     *
     * @param label [a-z0-9][a-z0-9-]{0,39}, such as the reward's name
     * @throws IllegalArgumentException if it is none
     */
    public String scores(String label) {
        if (!NAME.matcher(label).matches()) {
            throw new IllegalArgumentException("label: expected " + NAME.pattern() + ", found '" + label + "'");
        }
        return scores() + "." + label;
    }

    public String rewards() {
        return prefix() + "rewards";
    }

    public String advantages() {
        return prefix() + "advantages";
    }

    public String weights() {
        return prefix() + "weights";
    }

    public String trainingState() {
        return prefix() + "training-state";
    }

    public String weightsVersions() {
        return prefix() + "weights-versions";
    }

    public String metrics() {
        return prefix() + "metrics";
    }

    public String workers() {
        return prefix() + "workers";
    }

    public String deadLetters() {
        return prefix() + "dead-letters";
    }

    /** Share group in which the samplers divide the rollout requests. */
    public String samplerGroup() {
        return prefix() + "samplers";
    }

    /** Share group in which the scorer workers of one learned or remote reward divide the samples. */
    public String scorerGroup(String reward) {
        return scorerGroups() + reward;
    }

    /** What the share groups of all scorers start with. */
    public String scorerGroups() {
        return prefix() + "scorers.";
    }

    /** Application id of the run's reward streams; also prefixes its internal topics and transactional ids. */
    public String rewardStreamsApplication() {
        return prefix() + "reward-streams";
    }

    /** What the internal topics and transactional ids of the reward streams start with. */
    public String rewardStreamsInternals() {
        return rewardStreamsApplication() + "-";
    }

    /** Consumer group under which the learner commits its offsets, for lag tools only. */
    public String learnerGroup() {
        return prefix() + "learner";
    }

    /** Transactional id of the one learner: a second learner fences the first. */
    public String learnerTransactionalId() {
        return prefix() + "learner";
    }
}
