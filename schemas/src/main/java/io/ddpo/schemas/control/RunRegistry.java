package io.ddpo.schemas.control;

import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;

/**
 * The cluster's list of runs, {@link RunNames#RUNS}: which there are, and which processes are wanted for each. The latest
 * entry of a run is the one that holds. One thread at a time.
 */
public final class RunRegistry implements AutoCloseable {
    /** What its producer is told: somebody waits for the answer. */
    public static final Map<String, String> PRODUCER_SETTINGS = ControlWriter.PRODUCER_SETTINGS;

    /** What its consumer is told: it has no use for a fetch that waits for more than there is. */
    public static final Map<String, Integer> CONSUMER_SETTINGS = Map.of("fetch.max.wait.ms", 20);

    private static final TopicPartition PARTITION = new TopicPartition(RunNames.RUNS, 0);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final Producer<String, RunEntry> producer;
    private final Consumer<String, RunEntry> consumer;

    /**
     * @param producer with {@link #PRODUCER_SETTINGS}; taken over and closed
     * @param consumer without a group, with {@link #CONSUMER_SETTINGS}; taken over and closed
     */
    public RunRegistry(Producer<String, RunEntry> producer, Consumer<String, RunEntry> consumer) {
        this.producer = producer;
        this.consumer = consumer;
    }

    /** The entry of every run, by name, the one that was written longest ago first; none in a cluster without the list. */
    public Map<String, RunEntry> entries() {
        Map<String, RunEntry> entries = new LinkedHashMap<>();
        if (!consumer.listTopics().containsKey(RunNames.RUNS)) {
            return entries;
        }
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (consumer.position(PARTITION) < end) {
            for (ConsumerRecord<String, RunEntry> message : poll()) {
                entries.remove(message.key());
                if (message.value() != null) {
                    entries.put(message.key(), message.value());
                }
            }
        }
        return entries;
    }

    private ConsumerRecords<String, RunEntry> poll() {
        try {
            return consumer.poll(POLL);
        } catch (RecordDeserializationException e) {
            Unreadable.stepOver(consumer, e);
            return ConsumerRecords.empty();
        }
    }

    /** Writes an entry, unless the list knows a run of that name and specification. */
    public void register(RunEntry entry) {
        RunEntry known = entries().get(entry.getRun());
        if (known == null || !known.getSpecificationSha256().equals(entry.getSpecificationSha256())) {
            put(entry);
        }
    }

    /**
     * Writes an entry and waits until it is acknowledged, up to 20 seconds.
     *
     * @throws KafkaException if it was not; whether the log has it is not known then
     */
    public void put(RunEntry entry) {
        send(entry.getRun(), entry);
    }

    /** Takes a run off the list; changes nothing where it is not on it. */
    public void remove(String run) {
        if (entries().containsKey(run)) {
            send(run, null);
        }
    }

    private void send(String run, RunEntry entry) {
        try {
            producer.send(new ProducerRecord<>(RunNames.RUNS, run, entry)).get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "topic %s: the entry of run %s was not acknowledged (%s)"
                            .formatted(RunNames.RUNS, run, e.getCause().getMessage()),
                    e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(LONGEST_CLOSE);
        consumer.close();
    }
}
