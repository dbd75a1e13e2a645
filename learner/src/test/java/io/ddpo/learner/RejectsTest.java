package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Location;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RejectsTest {
    private static final TopicPartition PARTITION = new TopicPartition("demo.control", 0);

    private final Rejects rejects = new Rejects("learner-1", () -> Instant.EPOCH);

    @Test
    void tellsOfARecordOnceHoweverOftenItIsMet() {
        rejects.add(entry(3, 10), "control", "expected a command, found noise");
        rejects.add(entry(3, 10), "control", "expected a command, found noise");

        assertThat(rejects.drain()).hasSize(1);
        assertThat(rejects.drain()).isEmpty();
    }

    @Test
    void saysWhereARecordLiesThatAnotherOneNames() {
        rejects.add(new Location("demo.trajectories", 2, 7L, "t1", "ab"), "trajectories", "expected t1, found t2");

        assertThat(rejects.drain())
                .containsExactly(DeadLetter.newBuilder()
                        .setTopic("demo.trajectories")
                        .setPartition(2)
                        .setOffset(7)
                        .setKey("t1")
                        .setStage("trajectories")
                        .setReason("expected t1, found t2")
                        .setWorker("learner-1")
                        .setTimestamp(Instant.EPOCH)
                        .build());
    }

    @Test
    void leavesALargePayloadInItsPlace() {
        rejects.add(entry(1, 10), "control", "small");
        rejects.add(entry(2, 1 << 20), "control", "large");

        assertThat(rejects.drain())
                .extracting(letter -> letter.getPayload().isPresent())
                .containsExactly(true, false);
    }

    private static LogEntry<String> entry(long offset, int bytes) {
        return new LogEntry<>(
                PARTITION,
                offset,
                Optional.empty(),
                Optional.empty(),
                "noise",
                Optional.of(ByteBuffer.allocate(bytes)));
    }
}
