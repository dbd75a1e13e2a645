package io.ddpo.fleet;

import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the list of runs, and the log of every run in it that this fleet keeps. It writes nothing. One thread at a time.
 */
public final class FleetLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FleetLog.class);
    private static final TopicPartition LIST = new TopicPartition(RunNames.RUNS, 0);

    /** Records are small, there may be hundreds of runs, and a controller has little memory. */
    private static final Map<String, Object> SMALL_FETCHES = Map.of(
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);

    private final Consumer<String, byte[]> consumer;
    private final SchemaRegistry registry;
    private final AvroDeserializer<RunEntry> entries;
    private final String fleet;
    private final Map<String, RunEntry> kept = new LinkedHashMap<>();
    private final Map<String, RunTopics> followed = new HashMap<>();
    private final Set<TopicPartition> unread = new HashSet<>();

    /**
     * @param consumer of committed records, without a group; taken over and closed
     * @param registry stays open
     * @param fleet whose runs are followed: what their entries have as keeper
     */
    FleetLog(Consumer<String, byte[]> consumer, SchemaRegistry registry, String fleet) {
        this.consumer = consumer;
        this.registry = registry;
        this.entries = new AvroDeserializer<>(registry, RunEntry.class);
        this.fleet = fleet;
        consumer.assign(List.of(LIST));
        consumer.seekToBeginning(List.of(LIST));
        unread.add(LIST);
    }

    /** The log of a cluster, from its beginning. */
    public static FleetLog open(KafkaClients kafka, SchemaRegistry registry, String fleet) {
        return new FleetLog(
                kafka.consumer("fleet", new StringDeserializer(), new ByteArrayDeserializer(), SMALL_FETCHES),
                registry,
                fleet);
    }

    /**
     * Takes in what was written meanwhile, waiting for it up to {@code patience}. Without a broker nothing is.
     *
     * @throws SerializationException if the registry does not answer; what could not be read is read the next time
     */
    public void look(Duration patience) {
        try {
            for (ConsumerRecord<String, byte[]> message : consumer.poll(patience)) {
                take(message);
            }
            unread.removeIf(partition -> consumer.currentLag(partition).orElse(1) == 0);
            follow();
        } catch (OffsetOutOfRangeException e) {
            startOver(e.partitions());
        }
    }

    private void take(ConsumerRecord<String, byte[]> message) {
        try {
            if (message.topic().equals(LIST.topic())) {
                enter(message.key(), entries.deserialize(message.topic(), message.value()));
            } else if (message.value() != null && followed.containsKey(runOf(message.topic()))) {
                followed.get(runOf(message.topic())).accept(message);
            }
        } catch (SerializationException e) {
            if (Unreadable.mayPass(e)) {
                startOver(consumer.assignment());
                throw e;
            }
            log.atWarn()
                    .addKeyValue("topic", message.topic())
                    .addKeyValue("offset", message.offset())
                    .log("A record could not be read and is left out: {}", e.getMessage());
        }
    }

    /** The latest entry of a run holds; which was written longest ago is the first. */
    private void enter(String run, RunEntry entry) {
        kept.remove(run);
        if (entry != null
                && entry.getKeeper().equals(fleet)
                && !entry.getRoles().isEmpty()
                && RunNames.isValid(run)) {
            kept.put(run, entry);
        }
    }

    /** Brings the partitions that are read to those of the runs that are kept; others that are read keep their place. */
    private void follow() {
        followed.keySet().retainAll(kept.keySet());
        List<TopicPartition> added = new ArrayList<>();
        for (String run : kept.keySet()) {
            if (!followed.containsKey(run)) {
                RunTopics topics = new RunTopics(new RunNames(run), registry);
                followed.put(run, topics);
                added.addAll(topics.partitions());
                log.atInfo().addKeyValue("run", run).log("Is kept by fleet {}", fleet);
            }
        }
        List<TopicPartition> all = new ArrayList<>(List.of(LIST));
        followed.values().forEach(topics -> all.addAll(topics.partitions()));
        if (!consumer.assignment().equals(Set.copyOf(all))) {
            consumer.assign(all);
        }
        unread.retainAll(all);
        if (!added.isEmpty()) {
            consumer.seekToBeginning(added);
            unread.addAll(added);
        }
    }

    /** A log that was deleted and made anew under the same name is another one. */
    private void startOver(Set<TopicPartition> partitions) {
        partitions.forEach(partition -> followed.remove(runOf(partition.topic())));
        if (partitions.contains(LIST)) {
            kept.clear();
            consumer.seekToBeginning(List.of(LIST));
            unread.add(LIST);
        }
        follow();
    }

    private static String runOf(String topic) {
        return topic.substring(0, topic.indexOf('.'));
    }

    /** Whether it is known which runs this fleet keeps. */
    public boolean isListRead() {
        return !unread.contains(LIST);
    }

    /** What is wanted of every run that was read to its end, the one whose entry is the oldest first. */
    public List<RunWish> wishes() {
        Set<String> unreadRuns = unreadRuns();
        return kept.entrySet().stream()
                .filter(run -> !unreadRuns.contains(run.getKey()))
                .map(run -> followed.get(run.getKey()).wish(run.getValue()))
                .toList();
    }

    /** Runs of this fleet of which it is not known yet what they want. */
    public Set<String> unreadRuns() {
        Set<String> runs = new TreeSet<>(kept.keySet());
        runs.removeIf(run -> followed.containsKey(run)
                && followed.get(run).partitions().stream().noneMatch(unread::contains));
        return runs;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
