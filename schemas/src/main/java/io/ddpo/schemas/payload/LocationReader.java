package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.serde.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records by their location, and checks that they are the ones that were meant. One thread at a time.
 *
 * @param <T> what the records hold
 */
public final class LocationReader<T> implements AutoCloseable {
    private static final Comparator<TopicPartition> PARTITIONS =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final OffsetReader reader;
    private final Deserializer<T> deserializer;

    /**
     * Takes the consumer over and closes it.
     *
     * @param consumer without a group and without {@code auto.offset.reset}; its assignment changes with every read
     * @param patience how long to wait for a record before it is taken to be missing
     */
    public LocationReader(Consumer<String, byte[]> consumer, Deserializer<T> deserializer, Duration patience) {
        this.reader = new OffsetReader(consumer, patience);
        this.deserializer = deserializer;
    }

    /**
     * Reads one record.
     *
     * @throws PayloadException if it is missing or another one
     */
    public T read(Location location) {
        List<T> found = new ArrayList<>(1);
        forEach(List.of(location), (where, value) -> found.add(value));
        return found.get(0);
    }

    /**
     * Reads many records in the order of the log ({@link Locations#LOG_ORDER}), each as it arrives, so that no more than
     * one fetch is in memory.
     *
     * @throws PayloadException if one is missing or another one, or if two locations name the same offset
     */
    public void forEach(Collection<Location> locations, Visitor<? super T> visitor) {
        forEach(locations, visitor, (location, problem) -> {
            throw problem;
        });
    }

    /**
     * Reads many records in the order of the log, and goes on where one is missing or another one.
     *
     * @param problems told of those instead of the visitor
     * @throws PayloadException if the broker does not answer in time: nothing is known of the record then
     */
    public void forEach(Collection<Location> locations, Visitor<? super T> visitor, Problems problems) {
        Map<TopicPartition, List<Location>> byPartition = locations.stream()
                .sorted(Locations.LOG_ORDER)
                .collect(Collectors.groupingBy(
                        Locations::partition, () -> new TreeMap<>(PARTITIONS), Collectors.toList()));
        byPartition.forEach((partition, wanted) -> read(partition, wanted, visitor, problems));
    }

    private void read(TopicPartition partition, List<Location> wanted, Visitor<? super T> visitor, Problems problems) {
        Map<Long, Location> byOffset = new TreeMap<>();
        for (Location location : wanted) {
            if (byOffset.putIfAbsent(location.getOffset(), location) != null) {
                problems.found(
                        location,
                        new PayloadException(OffsetReader.place(partition, location.getOffset())
                                + ": expected one location, found two"));
            }
        }
        reader.read(
                partition,
                List.copyOf(byOffset.keySet()),
                message -> {
                    Location location = byOffset.get(message.offset());
                    T value;
                    try {
                        value = checked(location, message);
                    } catch (PayloadException e) {
                        problems.found(location, e);
                        return;
                    }
                    visitor.visit(location, value);
                },
                (offset, problem) -> problems.found(byOffset.get(offset), problem));
    }

    private T checked(Location location, ConsumerRecord<String, byte[]> message) {
        String place = OffsetReader.place(Locations.partition(location), location.getOffset());
        if (!location.getTrajectoryId().equals(message.key())) {
            throw new PayloadException(
                    place + ": expected trajectory " + location.getTrajectoryId() + ", found " + message.key());
        }
        if (message.value() == null) {
            throw new PayloadException(place + ": expected a trajectory, found a tombstone");
        }
        String sha256 = Sha256.hex(message.value());
        if (!location.getSha256().equals(sha256)) {
            throw new PayloadException(place + ": expected SHA-256 " + location.getSha256() + ", found " + sha256);
        }
        try {
            return deserializer.deserialize(message.topic(), message.value());
        } catch (SerializationException e) {
            if (Unreadable.mayPass(e)) {
                throw e;
            }
            throw new PayloadException(place + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    /** What to do with locations whose record is missing or another one. */
    @FunctionalInterface
    public interface Problems {
        /** Called in the order of the log. */
        void found(Location location, PayloadException problem);
    }

    /**
     * What to do with each record.
     *
     * @param <T> what the records hold
     */
    @FunctionalInterface
    public interface Visitor<T> {
        /** Called in the order of the log. */
        void visit(Location location, T value);
    }
}
