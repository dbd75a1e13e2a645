package io.ddpo.console.log;

import io.ddpo.console.model.Backlog;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the cluster what lies in a run's heavy topics and waits, without reading them. One thread at a time. */
final class BacklogProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Requests are written in transactions: the last offset of their log is a marker, which counts as one. */
    private static final int COMMIT_MARKER = 1;

    private final Admin admin;
    private final Map<String, Map<String, Integer>> partitions = new HashMap<>();

    /** @param admin taken over and closed */
    BacklogProbe(Admin admin) {
        this.admin = admin;
    }

    /**
     * What waits in a run; empty while its topics are not all there, or the cluster does not answer.
     *
     * @param reward by which its samples are judged, if that is known
     */
    Optional<Backlog> of(RunNames run, Optional<String> reward) throws InterruptedException {
        try {
            Map<TopicPartition, Long> ends = ends(run);
            return Optional.of(new Backlog(
                    sum(ends, run.rolloutRequests()),
                    shareGroupLag(run.samplerGroup(), COMMIT_MARKER),
                    sum(ends, run.trajectories()),
                    sum(ends, run.samples()),
                    sum(rewardsLag(run), scorersLag(run, reward))));
        } catch (ExecutionException | TimeoutException e) {
            partitions.remove(run.run());
            return Optional.empty();
        }
    }

    private Map<TopicPartition, Long> ends(RunNames run)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!partitions.containsKey(run.run())) {
            Map<String, TopicDescription> described =
                    await(admin.describeTopics(List.of(run.rolloutRequests(), run.trajectories(), run.samples()))
                            .allTopicNames());
            partitions.put(
                    run.run(),
                    described.values().stream()
                            .collect(Collectors.toMap(
                                    TopicDescription::name,
                                    topic -> topic.partitions().size())));
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.get(run.run()).forEach((topic, count) -> {
            for (int i = 0; i < count; i++) {
                wanted.put(new TopicPartition(topic, i), OffsetSpec.latest());
            }
        });
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(admin.listOffsets(wanted).all());
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static long sum(Map<TopicPartition, Long> ends, String topic) {
        return ends.entrySet().stream()
                .filter(end -> end.getKey().topic().equals(topic))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Samples that wait for scorers; null for a reward that needs none. */
    private Long scorersLag(RunNames run, Optional<String> reward) throws InterruptedException, TimeoutException {
        return reward.isEmpty() ? null : shareGroupLag(run.scorerGroup(reward.get()), 0);
    }

    private static Long sum(Long one, Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(one + other);
    }

    /**
     * Null before the group's first acknowledgement, when Kafka does not know either.
     *
     * @param markers offsets at the end of the log that no record has
     */
    private Long shareGroupLag(String group, int markers) throws InterruptedException, TimeoutException {
        try {
            Map<TopicPartition, SharePartitionOffsetInfo> offsets =
                    await(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                            .partitionsToOffsetInfo(group));
            List<Long> lags = offsets.values().stream()
                    .filter(info -> info != null && info.lag().isPresent())
                    .map(info -> info.lag().get())
                    .toList();
            return lags.isEmpty()
                    ? null
                    : Math.max(0, lags.stream().mapToLong(lag -> lag).sum() - markers);
        } catch (ExecutionException e) {
            return null; // no such group yet, or a broker that does not tell
        }
    }

    /** What the reward streams take in from elsewhere: outcomes, scores, or in a replay what another run has. */
    private Long rewardsLag(RunNames run) throws InterruptedException, TimeoutException {
        try {
            Map<TopicPartition, Long> taken = new HashMap<>();
            await(admin.listConsumerGroupOffsets(run.rewardStreamsApplication()).partitionsToOffsetAndMetadata())
                    .forEach((partition, offset) -> {
                        if (offset != null && !partition.topic().equals(run.rewards())) {
                            taken.put(partition, offset.offset());
                        }
                    });
            if (taken.isEmpty()) {
                return null;
            }
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            taken.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            return await(admin.listOffsets(latest).all()).entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue().offset() - taken.get(end.getKey())))
                    .sum();
        } catch (ExecutionException e) {
            return null;
        }
    }

    private static <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(PATIENCE);
    }
}
