package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.Location;
import java.util.Comparator;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Makes and orders locations. */
public final class Locations {
    /** The order of the log: topic, partition, offset. */
    public static final Comparator<Location> LOG_ORDER = Comparator.comparing(Location::getTopic)
            .thenComparing(Location::getPartition)
            .thenComparing(Location::getOffset);

    private Locations() {}

    /**
     * The location of a record that was acknowledged.
     *
     * @param value the record's value as it was sent, wire format included
     */
    public static Location of(RecordMetadata acknowledged, String trajectoryId, byte[] value) {
        return Location.newBuilder()
                .setTopic(acknowledged.topic())
                .setPartition(acknowledged.partition())
                .setOffset(acknowledged.offset())
                .setTrajectoryId(trajectoryId)
                .setSha256(Sha256.hex(value))
                .build();
    }

    static TopicPartition partition(Location location) {
        return new TopicPartition(location.getTopic(), location.getPartition());
    }
}
