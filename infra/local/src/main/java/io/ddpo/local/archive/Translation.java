package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.IterationDigest;
import io.ddpo.schemas.payload.Sha256;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.TopicSpec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Values for a registry that has other ids for the same schemas. The id is a part of the value, so that the digests in
 * locations, and those of closed iterations, change with it. Takes the values of a run in the order of its archive.
 */
final class Translation {
    private final SchemaRegistry from;
    private final SchemaRegistry to;
    private final Map<String, Recoding<?>> recodings = new HashMap<>();
    /** Of trajectories, to which all locations point. */
    private final Map<String, String> digests = new HashMap<>();

    private final Map<Integer, Map<String, Advantage>> open = new HashMap<>();

    Translation(SchemaRegistry from, SchemaRegistry to) {
        this.from = from;
        this.to = to;
    }

    private record Recoding<T extends SpecificRecord>(AvroDeserializer<T> reader, AvroSerializer<T> writer) {
        static <T extends SpecificRecord> Recoding<T> of(SchemaRegistry from, SchemaRegistry to, Class<T> type) {
            return new Recoding<>(new AvroDeserializer<>(from, type), new AvroSerializer<>(to, type));
        }

        byte[] apply(String topic, byte[] value, java.util.function.Consumer<SpecificRecord> change) {
            T decoded = reader.deserialize(topic, value);
            change.accept(decoded);
            return writer.serialize(topic, decoded);
        }
    }

    /** The same record with the value as it has to be; empty where the value is none of its topic. */
    Optional<Message> of(TopicSpec topic, Message message) {
        if (message.value().isEmpty()) {
            return Optional.of(message);
        }
        byte[] before = AlignedLog.bytes(message.value().get());
        try {
            byte[] after = recodings
                    .computeIfAbsent(topic.name(), name -> Recoding.of(from, to, topic.value()))
                    .apply(topic.name(), before, this::renew);
            if (topic.value() == Trajectory.class) {
                digests.put(Sha256.hex(before), Sha256.hex(after));
            }
            return Optional.of(with(message, after));
        } catch (SerializationException e) {
            if (Unreadable.mayPass(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Message with(Message message, byte[] value) {
        return new Message(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                Optional.of(ByteBuffer.wrap(value)),
                message.headers());
    }

    private void renew(SpecificRecord value) {
        renewLocations(value);
        if (value instanceof AdvantageEntry entry) {
            renewClosing(entry);
        }
    }

    private void renewLocations(IndexedRecord record) {
        if (record instanceof Location location) {
            put(record, "sha256", digests.getOrDefault(location.getSha256(), location.getSha256()));
            return;
        }
        for (int field = 0; field < record.getSchema().getFields().size(); field++) {
            if (record.get(field) instanceof IndexedRecord nested) {
                renewLocations(nested);
            }
        }
    }

    private void renewClosing(AdvantageEntry entry) {
        Map<String, Advantage> iteration = open.computeIfAbsent(entry.getIteration(), number -> new HashMap<>());
        if (entry.getEntry() instanceof Advantage advantage) {
            iteration.put(advantage.getTrajectoryId(), advantage);
        } else if (entry.getEntry() instanceof IterationClosed closed) {
            List<Advantage> advantages = closed.getTrajectoryIds().stream()
                    .map(iteration::get)
                    .filter(Objects::nonNull)
                    .toList();
            put(closed, "digest", IterationDigest.of(advantages));
        }
    }

    private static void put(IndexedRecord record, String field, Object value) {
        record.put(record.getSchema().getField(field).pos(), value);
    }
}
