package io.ddpo.console.log;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads pictures where they lie. A fetch brings the neighbours of a picture along, which a page most often wants next:
 * they go into the cache too. One thread at a time.
 */
final class PictureReader implements AutoCloseable {
    private final Consumer<String, byte[]> consumer;
    private final Deserializer<Outcome> outcomes;
    private final ByteCache<String, PictureData> cache;
    private final Duration patience;

    /**
     * @param consumer without a group; taken over and closed
     * @param cache by topic, partition and offset
     * @param patience how long to wait for a record that should be there
     */
    PictureReader(
            Consumer<String, byte[]> consumer,
            Deserializer<Outcome> outcomes,
            ByteCache<String, PictureData> cache,
            Duration patience) {
        this.consumer = consumer;
        this.outcomes = outcomes;
        this.cache = cache;
        this.patience = patience;
    }

    static String key(String topic, int partition, long offset) {
        return topic + "/" + partition + "/" + offset;
    }

    static String key(PictureLocation location) {
        return key(location.getTopic(), location.getPartition(), location.getOffset());
    }

    /**
     * The picture of a trajectory.
     *
     * @throws LookupFailedException if it is not where it should be
     */
    PictureData read(PictureLocation location, String trajectoryId) {
        TopicPartition partition = new TopicPartition(location.getTopic(), location.getPartition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, location.getOffset());
        long start = System.nanoTime();
        try {
            while (consumer.position(partition) <= location.getOffset()
                    && System.nanoTime() - start < patience.toNanos()) {
                Optional<PictureData> found = fetch(partition, location.getOffset(), trajectoryId);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        } catch (OffsetOutOfRangeException | SerializationException e) {
            throw LookupFailedException.missing(place(location) + ": " + e.getMessage(), e);
        }
        throw LookupFailedException.missing(
                place(location) + ": expected the picture of " + trajectoryId + ", found none", null);
    }

    private Optional<PictureData> fetch(TopicPartition partition, long offset, String trajectoryId) {
        Optional<PictureData> found = Optional.empty();
        for (ConsumerRecord<String, byte[]> message : consumer.poll(patience).records(partition)) {
            if (message.value() == null) {
                continue;
            }
            Outcome outcome = outcomes.deserialize(message.topic(), message.value());
            if (outcome.getResult() instanceof Picture picture) {
                PictureData data = PictureData.of(picture);
                cache.put(key(message.topic(), message.partition(), message.offset()), data);
                if (message.offset() == offset && outcome.getTrajectoryId().equals(trajectoryId)) {
                    found = Optional.of(data);
                }
            }
        }
        return found;
    }

    private static String place(PictureLocation location) {
        return "topic %s partition %d offset %d"
                .formatted(location.getTopic(), location.getPartition(), location.getOffset());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
