package io.ddpo.rewards;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.rewards.topology.Operation;
import io.ddpo.rewards.topology.RewardTopology;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicMismatchException;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.RoleContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** Starts the stream application of a run on Kafka. */
record ApplicationStart(
        RoleContext context, KafkaClients kafka, SchemaRegistry registry, Operation operation, ThreadFailures failures)
        implements Application.Start {

    /**
     * The learner waits for the last advantages of an iteration, which pass two transactions on their way; Kafka's
     * default of 100 ms would add up to a fifth of a second to every iteration.
     */
    private static final String COMMIT_INTERVAL_MS = "20";

    /** A record of the samples may have megabytes; Kafka's default of 1000 would hold gigabytes in memory. */
    private static final String BUFFERED_RECORDS = "32";

    /** Settings that are meant for Kafka Streams alone. */
    private static final String GIVEN = "kafka.streams.";

    @Override
    public Application of(RunSpecification run) {
        RunNames names = new RunNames(run.getRun());
        boolean here = checked(names, () -> isScoredHere(run));
        Optional<RewardFunction> inline = here ? Optional.of(checked(names, () -> open(run))) : Optional.empty();
        Guards guards = here ? checked(names, () -> guards(run)) : Guards.none();
        verifyTopics(names);
        Properties configuration = kafka.streams(
                names.rewardStreamsApplication(),
                configuration(context.settings().passedThrough(GIVEN).keySet()));
        return StreamsApplication.start(
                RewardTopology.build(run, registry, inline, guards, new OriginRewards(kafka, registry, run), operation),
                configuration,
                failures,
                context.metrics());
    }

    /**
     * What Kafka Streams is told. The group protocol is that in which the broker assigns the tasks.
     *
     * @param given names of settings that somebody chose, which hold instead of the defaults here
     */
    static Map<String, String> configuration(Set<String> given) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "commit.interval.ms", COMMIT_INTERVAL_MS,
                "buffered.records.per.partition", BUFFERED_RECORDS,
                "consumer.max.poll.records", BUFFERED_RECORDS,
                "producer.max.request.size", Integer.toString(TopicCatalogue.LARGEST_RECORD),
                "processing.exception.handler.global.enabled", "true"));
        configuration.keySet().removeAll(given);
        configuration.put("group.protocol", "streams");
        configuration.put("ensure.explicit.internal.resource.naming", "true");
        return configuration;
    }

    /** Samples are looked at in one place: where one of the rewards needs workers, it is theirs. */
    static boolean isScoredHere(RunSpecification run) {
        Rewards rewards = Rewards.installed();
        return Stream.concat(Stream.of(run.getReward()), run.getGuard().getRewards().stream())
                .allMatch(reward -> rewards.isInline(reward.getName(), reward.getParameters()));
    }

    private static RewardFunction open(RunSpecification run) {
        return Rewards.installed()
                .open(run.getReward().getName(), run.getReward().getParameters());
    }

    private static Guards guards(RunSpecification run) {
        Map<String, Map<String, String>> wanted = run.getGuard().getRewards().stream()
                .collect(Collectors.toMap(RewardSettings::getName, RewardSettings::getParameters));
        return Guards.open(Rewards.installed(), wanted, (name, guard) -> guard);
    }

    private static <T> T checked(RunNames names, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, "run " + names.run() + ": " + e.getMessage(), e);
        }
    }

    /** Another number of partitions would split what has to come together. */
    private void verifyTopics(RunNames names) {
        Set<String> used = Set.of(
                names.samples(),
                names.scores(),
                names.rewards(),
                names.advantages(),
                names.metrics(),
                names.deadLetters());
        List<TopicSpec> topics = TopicCatalogue.of(names).stream()
                .filter(topic -> used.contains(topic.name()))
                .toList();
        try (Admin admin = kafka.admin("topics")) {
            Topics.verify(admin, topics);
            StreamsMemory.require(admin, names);
        } catch (TopicMismatchException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
