package io.ddpo.console.log;

import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistryException;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the runs of the cluster and follows their light topics from the beginning. It writes nothing and is in no
 * group: no run can tell whether anybody looks. One thread at a time.
 */
final class LogFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration DISCOVERY = Duration.ofSeconds(2);

    private final Consumer<String, byte[]> consumer;
    private final SchemaRegistry registry;
    private final Runs runs;
    private final ModelLimits limits;
    private final InstantSource clock;
    private final Map<String, RunTopics> followed = new HashMap<>();
    private final Map<String, RunTopics> byTopic = new HashMap<>();
    private final Map<TopicPartition, Long> unreadAtStart = new HashMap<>();
    private Instant nextDiscovery = Instant.MIN;

    /** @param consumer without a group and without {@code auto.offset.reset}; taken over and closed */
    LogFollower(
            Consumer<String, byte[]> consumer,
            SchemaRegistry registry,
            Runs runs,
            ModelLimits limits,
            InstantSource clock) {
        this.consumer = consumer;
        this.registry = registry;
        this.runs = runs;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes in what has come, waiting for it up to {@code patience}.
     *
     * @return how many records
     */
    int follow(Duration patience) {
        if (!clock.instant().isBefore(nextDiscovery)) {
            discover();
            nextDiscovery = clock.instant().plus(DISCOVERY);
        }
        if (consumer.assignment().isEmpty()) {
            return 0;
        }
        try {
            ConsumerRecords<String, byte[]> records = consumer.poll(patience);
            takeIn(records);
            noteProgress();
            return records.count();
        } catch (OffsetOutOfRangeException e) {
            startOver(e.partitions());
            return 0;
        }
    }

    private void discover() {
        Map<String, List<PartitionInfo>> topics = consumer.listTopics();
        Set<String> found = new TreeSet<>();
        topics.keySet().stream()
                .filter(topic -> topic.endsWith(".control"))
                .map(topic -> topic.substring(0, topic.length() - ".control".length()))
                .filter(RunNames::isValid)
                .forEach(found::add);
        new HashSet<>(followed.keySet())
                .stream().filter(run -> !found.contains(run)).forEach(this::drop);
        found.stream().filter(run -> !followed.containsKey(run)).forEach(this::take);
        assign(topics);
    }

    private void take(String run) {
        RunModel model = new RunModel(run, limits);
        RunTopics topics = new RunTopics(model.fold(), registry);
        followed.put(run, topics);
        topics.names().forEach(topic -> byTopic.put(topic, topics));
        runs.put(model);
        log.atInfo().addKeyValue("run", run).log("Run is followed");
    }

    private void drop(String run) {
        followed.remove(run).names().forEach(byTopic::remove);
        runs.remove(run);
        log.atInfo().addKeyValue("run", run).log("Run is gone");
    }

    /** Partitions that are kept keep their position. */
    private void assign(Map<String, List<PartitionInfo>> topics) {
        Set<TopicPartition> wanted = new HashSet<>();
        byTopic.keySet().stream()
                .filter(topics::containsKey)
                .flatMap(topic -> topics.get(topic).stream())
                .forEach(info -> wanted.add(new TopicPartition(info.topic(), info.partition())));
        Set<TopicPartition> before = consumer.assignment();
        if (wanted.equals(before)) {
            return;
        }
        List<TopicPartition> added =
                wanted.stream().filter(partition -> !before.contains(partition)).toList();
        consumer.assign(wanted);
        consumer.seekToBeginning(added);
        unreadAtStart.keySet().retainAll(wanted);
        unreadAtStart.putAll(consumer.endOffsets(added));
    }

    /** A registry that does not answer says nothing about a record: it is read again. */
    private void takeIn(ConsumerRecords<String, byte[]> records) {
        Map<TopicPartition, Long> next = new HashMap<>();
        records.partitions()
                .forEach(partition ->
                        next.put(partition, records.records(partition).get(0).offset()));
        try {
            for (ConsumerRecord<String, byte[]> message : records) {
                takeIn(message);
                next.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
            }
        } catch (SerializationException e) {
            next.forEach(consumer::seek);
            throw e;
        }
    }

    private void takeIn(ConsumerRecord<String, byte[]> message) {
        RunTopics topics = byTopic.get(message.topic());
        try {
            topics.accept(message);
        } catch (SerializationException e) {
            if (e.getCause() instanceof SchemaRegistryException) {
                throw e;
            }
            topics.fold().unreadable();
            log.atWarn()
                    .addKeyValue("topic", message.topic())
                    .addKeyValue("offset", message.offset())
                    .log("A record could not be read and is left out: {}", e.getMessage());
        }
    }

    /** Tells each run when it was read to where its log ended when it was found. */
    private void noteProgress() {
        if (unreadAtStart.isEmpty()) {
            return;
        }
        unreadAtStart.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        Set<RunTopics> unread = new HashSet<>();
        unreadAtStart.keySet().forEach(partition -> unread.add(byTopic.get(partition.topic())));
        followed.values().stream()
                .filter(topics -> !unread.contains(topics))
                .forEach(topics -> topics.fold().caughtUp());
    }

    /** A log that was deleted and made anew under the same name, or cut, is another log. */
    private void startOver(Set<TopicPartition> partitions) {
        Set<String> names = new TreeSet<>();
        partitions.forEach(
                partition -> names.add(byTopic.get(partition.topic()).fold().run()));
        List<TopicPartition> others = new ArrayList<>(consumer.assignment());
        others.removeIf(partition ->
                names.contains(byTopic.get(partition.topic()).fold().run()));
        names.forEach(this::drop);
        consumer.assign(others);
        nextDiscovery = Instant.MIN;
    }

    /** Whether every run that was found has been read to its end. */
    boolean isCaughtUp() {
        return unreadAtStart.isEmpty() && nextDiscovery.isAfter(Instant.MIN);
    }

    /** The names of the runs that are followed. */
    Set<String> runs() {
        return Set.copyOf(followed.keySet());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
