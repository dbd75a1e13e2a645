package io.ddpo.local.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.IterationDigest;
import io.ddpo.schemas.payload.Sha256;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.serde.WireFormat;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicSpec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TranslationTest {
    private static final RunNames RUN = new RunNames("foxes");

    private final SchemaRegistry from = new MemorySchemaRegistry();
    private final SchemaRegistry to = new CountingRegistry();
    private final Translation translation = new Translation(from, to);

    @Test
    void locationsAndClosingRecordsFollowTheDigestsOfWhatTheyName() {
        byte[] before = bytes(RUN.trajectories(), trajectory());
        Advantage advantage = advantage(Sha256.hex(before));

        byte[] after = translated(RUN.trajectories(), before);
        AdvantageEntry moved =
                entry(translated(RUN.advantages(), bytes(RUN.advantages(), new AdvantageEntry(0, advantage))));
        AdvantageEntry closing =
                entry(translated(RUN.advantages(), bytes(RUN.advantages(), new AdvantageEntry(0, closing(advantage)))));

        assertThat(WireFormat.schemaId(ByteBuffer.wrap(after))).hasValue(1);
        Advantage found = (Advantage) moved.getEntry();
        assertThat(found.getTrajectory().getSha256()).isEqualTo(Sha256.hex(after));
        assertThat(((IterationClosed) closing.getEntry()).getDigest())
                .isEqualTo(IterationDigest.of(List.of(found)))
                .isNotEqualTo(IterationDigest.of(List.of(advantage)));
    }

    @Test
    void tombstonesStayAndWhatIsOfAnotherTopicIsLeftOut() {
        byte[] stranger = bytes(RUN.trajectories(), trajectory());
        Message tombstone = message(RUN.trajectories(), Optional.empty());

        assertThat(translation.of(spec(RUN.trajectories()), tombstone)).contains(tombstone);
        assertThat(translation.of(
                        spec(RUN.advantages()), message(RUN.advantages(), Optional.of(ByteBuffer.wrap(stranger)))))
                .isEmpty();
    }

    private byte[] translated(String topic, byte[] value) {
        return AlignedLog.bytes(translation
                .of(spec(topic), message(topic, Optional.of(ByteBuffer.wrap(value))))
                .flatMap(Message::value)
                .orElseThrow());
    }

    private AdvantageEntry entry(byte[] value) {
        return new AvroDeserializer<>(to, AdvantageEntry.class).deserialize(RUN.advantages(), value);
    }

    @SuppressWarnings("unchecked") // the class of a value is one of its type
    private <T extends SpecificRecord> byte[] bytes(String topic, T value) {
        return new AvroSerializer<>(from, (Class<T>) value.getClass()).serialize(topic, value);
    }

    private static TopicSpec spec(String topic) {
        return ArchivedTopics.spec(RUN, topic).orElseThrow();
    }

    private static Message message(String topic, Optional<ByteBuffer> value) {
        return new Message(topic, 0, 0, Instant.EPOCH, Optional.empty(), value, List.of());
    }

    private static Trajectory trajectory() {
        return Trajectory.newBuilder()
                .setId("a")
                .setRequestId("r")
                .setIndexInRequest(0)
                .setIteration(0)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(0)
                .setBaseDigest("d")
                .setPrompt("fox")
                .setSeed(1)
                .setTimesteps(List.of(1))
                .setLatentDtype(LatentDtype.FLOAT32)
                .setLatentShape(List.of(2, 1, 1, 1))
                .setLatents(ByteBuffer.allocate(8))
                .setLogProbabilities(List.of(-1f))
                .setGuidanceScale(1)
                .setEta(1)
                .setSampler("s")
                .setPreviews(List.of())
                .build();
    }

    private static Advantage advantage(String sha256) {
        return Advantage.newBuilder()
                .setTrajectoryId("a")
                .setRequestId("r")
                .setIndexInRequest(0)
                .setPolicyVersion(0)
                .setPrompt("fox")
                .setReward(1)
                .setAdvantage(0)
                .setMean(1)
                .setStd(1)
                .setScope(AdvantageScope.PROMPT)
                .setCount(1)
                .setTrajectory(new Location(RUN.trajectories(), 0, 0L, "a", sha256))
                .build();
    }

    private static IterationClosed closing(Advantage advantage) {
        return new IterationClosed(0, List.of("a"), List.of(), 1.0, 0.0, IterationDigest.of(List.of(advantage)));
    }

    /** Ids in the order of registration, as a server gives them. */
    private static final class CountingRegistry implements SchemaRegistry {
        private final List<Schema> schemas = new ArrayList<>();

        @Override
        public int register(String subject, Schema schema) {
            if (!schemas.contains(schema)) {
                schemas.add(schema);
            }
            return schemas.indexOf(schema) + 1;
        }

        @Override
        public Schema byId(int id) {
            return schemas.get(id - 1);
        }

        @Override
        public void requireBackwardTransitive(String subject) {
            // every schema is taken
        }

        @Override
        public boolean isBackwardTransitive(String subject, Schema schema) {
            return true;
        }

        @Override
        public void close() {
            // holds nothing but memory
        }
    }
}
