package io.ddpo.fleet;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;

/**
 * How many processes there can be at most, whatever is asked for.
 *
 * @param workers of all runs together
 * @param samplers of one run
 * @param groupMembers of one share group: the brokers' {@code group.share.max.size}
 * @param scorerMembers of the share group that one scorer takes: a slot each
 */
public record Limits(int workers, int samplers, int groupMembers, int scorerMembers) {
    /** What Kafka has by default. */
    public static final int GROUP_MEMBERS = 200;

    /** Of a scorer with its default concurrency. */
    public static final int SCORER_MEMBERS = 8;

    private static final int SAMPLERS_OF_A_MACHINE = 8;

    /** Beside the samplers of one run: its other processes, and a few runs more. */
    private static final int OTHERS_OF_A_MACHINE = 16;

    public Limits {
        if (workers < 1 || samplers < 1 || groupMembers < 1 || scorerMembers < 1) {
            throw new IllegalArgumentException("limits: expected at least 1 of each, got %d, %d, %d and %d"
                    .formatted(workers, samplers, groupMembers, scorerMembers));
        }
    }

    /**
     * Samplers share the cores and the memory of a machine, and each holds a model.
     *
     * @param known samplers that it is known to bear, such as one for each of its devices
     */
    public static Limits ofOneMachine(int known) {
        int samplers = Math.max(SAMPLERS_OF_A_MACHINE, known);
        return new Limits(samplers + OTHERS_OF_A_MACHINE, samplers, GROUP_MEMBERS, SCORER_MEMBERS);
    }

    /** What one role of a run gets of what is asked for, before its run competes with others. */
    public Wanted of(String run, WorkerRole role, int asked) {
        Wanted all = Wanted.all(run, role, asked);
        return switch (role) {
            case LEARNER -> all.atMost(1, "a run has one learner: a second would fence the first");
            case REWARDS -> {
                int partitions = partitions(new RunNames(run));
                yield all.atMost(
                        partitions,
                        "reward streams have work for %d at most: so many partitions".formatted(partitions));
            }
            case SCORER ->
                all.atMost(
                        groupMembers / scorerMembers,
                        "a share group takes %d members, and a scorer is %d".formatted(groupMembers, scorerMembers));
            case SAMPLER ->
                all.atMost(samplers, "this fleet keeps %d samplers of a run at most".formatted(samplers))
                        .atMost(groupMembers, "a share group takes %d members".formatted(groupMembers));
        };
    }

    private static int partitions(RunNames run) {
        return TopicCatalogue.of(run).stream()
                .filter(topic -> topic.name().equals(run.samples()))
                .mapToInt(TopicSpec::partitions)
                .findFirst()
                .orElseThrow();
    }
}
