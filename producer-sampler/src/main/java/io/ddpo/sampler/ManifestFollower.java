package io.ddpo.sampler;

import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/** The committed weights versions of a run, as far as they have been read. One thread at a time. */
final class ManifestFollower implements AutoCloseable {
    private final Consumer<String, WeightsManifest> consumer;
    private final TopicPartition partition;
    private final Map<Integer, WeightsManifest> manifests = new HashMap<>();
    private WeightsManifest latest;

    /** @param consumer of committed records, without a group; this closes it */
    ManifestFollower(Consumer<String, WeightsManifest> consumer, String topic) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** The manifest of a version, if it has been read. */
    Optional<WeightsManifest> find(int version) {
        return Optional.ofNullable(manifests.get(version));
    }

    /** The manifest that was read last. */
    Optional<WeightsManifest> latest() {
        return Optional.ofNullable(latest);
    }

    /** Whether the run has ended, as the manifest that was read last says. */
    boolean isRunOver() {
        return latest != null && (latest.getState() == RunState.STOPPED || latest.getState() == RunState.FINISHED);
    }

    /** Whether a sampler is out, as the manifest that was read last says. */
    boolean isQuarantined(String worker) {
        return latest != null && latest.getQuarantined().contains(worker);
    }

    /** Reads what has been committed meanwhile; waits for it for {@code patience} if there is nothing. */
    void read(Duration patience) {
        try {
            consumer.poll(patience).forEach(this::take);
        } catch (RecordDeserializationException e) {
            Unreadable.stepOver(consumer, e);
        }
    }

    /** What is no manifest of this run is the learner's to report. */
    private void take(ConsumerRecord<String, WeightsManifest> message) {
        WeightsManifest manifest = message.value();
        if (manifest != null && isOfThisRun(manifest)) {
            latest = manifest;
            manifests.put(latest.getVersion(), latest);
        }
    }

    private boolean isOfThisRun(WeightsManifest manifest) {
        return RunNames.isValid(manifest.getRun())
                && new RunNames(manifest.getRun()).weightsVersions().equals(partition.topic());
    }

    /** Reads everything that is committed now. */
    void readToEnd(Duration patience) {
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            read(patience);
        }
    }

    String topic() {
        return partition.topic();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
