package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.specification.ScoredSamples;
import io.ddpo.service.kafka.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final int LIMIT = 10;

    private final Intake intake = intake(Optional.empty());

    @Test
    void picturesAreAskedAbout() {
        Batch batch = intake.read(List.of(delivery(Records.bytes(Records.picture(7)), 1)));

        assertThat(batch.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.id()).isEqualTo("t-7");
            assertThat(sample.png()).containsExactly(7);
            assertThat(sample.prompt()).isEqualTo("a fox");
            assertThat(sample.metadata()).isEqualTo(Map.of("noun", "fox"));
        });
        assertThat(batch.iteration()).isEqualTo(3);
    }

    @Test
    void whatFailedInSamplingStaysThatFailureInItsPlace() {
        Batch batch = intake.read(List.of(
                delivery(Records.bytes(Records.picture(0)), 1),
                delivery(Records.bytes(Records.failed(1)), 1),
                delivery(Records.bytes(Records.picture(2)), 1)));

        assertThat(batch.samples()).extracting(Sample::id).containsExactly("t-0", "t-2");
        assertThat(batch.rewards("http", List.of(Verdict.score(1), Verdict.failure("empty"))))
                .extracting(Reward::getTrajectoryId, Reward::getResult)
                .containsExactly(
                        tuple("t-0", new Score(1.0, Map.of())),
                        tuple("t-1", new Failure("sampling", "no finite numbers")),
                        tuple("t-2", new Failure("scoring", "http: empty")));
    }

    @Test
    void aSampleThatCameTwiceIsAskedAboutOnceAndEndsTwice() {
        byte[] bytes = Records.bytes(Records.picture(0));

        Batch batch = intake.read(List.of(delivery(bytes, 1), delivery(bytes, 1)));

        assertThat(batch.samples()).hasSize(1);
        assertThat(batch.rewards("http", List.of(Verdict.score(5))))
                .extracting(Reward::getResult)
                .containsExactly(new Score(5.0, Map.of()), new Score(5.0, Map.of()));
    }

    @Test
    void aRewardSaysWhereThePictureLies() {
        Batch batch = intake.read(List.of(delivery(Records.bytes(Records.picture(0)), 1)));

        assertThat(batch.rewards("http", List.of(Verdict.score(5))))
                .extracting(Reward::getPicture)
                .containsExactly(new PictureLocation(Records.TOPIC, 2, 40L));
    }

    @Test
    void aSampleThatOutlivedEveryScorerFailsBeforeKafkaDropsIt() {
        byte[] bytes = Records.bytes(Records.picture(0));

        assertThat(intake.read(List.of(delivery(bytes, LIMIT - 2))).samples()).hasSize(1);
        Batch last = intake.read(List.of(delivery(bytes, LIMIT - 1)));

        assertThat(last.samples()).isEmpty();
        assertThat(last.rewards("http", List.of()))
                .extracting(Reward::getResult)
                .containsExactly(new Failure("scoring", "http: handed out 8 times, and no scorer lived to answer"));
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndTheOthersGoOn() {
        Batch batch = intake.read(List.of(
                delivery(new byte[] {1, 2, 3, 4, 5, 6}, 1),
                delivery(null, 1),
                delivery(Records.bytes(Records.picture(0)), 1)));

        assertThat(batch.samples()).hasSize(1);
        assertThat(batch.unreadable())
                .extracting(DeadLetter::getOffset, DeadLetter::getWorker, DeadLetter::getReason)
                .containsExactly(
                        tuple(
                                40L,
                                "scorer-1",
                                "topic demo.samples: expected byte 0 of Confluent's wire format, found byte 1"),
                        tuple(40L, "scorer-1", "topic demo.samples: expected a value, found a tombstone"));
    }

    @Test
    void samplesOfAReplayedRunAreScoredAsTheIterationTheyAreHere() {
        Intake replaying = intake(Optional.of(new Replay("other", List.of(2, 3), true)));
        byte[] ofIteration3 = Records.bytes(Records.picture(0));

        assertThat(replaying
                        .read(List.of(delivery("other.samples", ofIteration3, 1)))
                        .iteration())
                .isEqualTo(1);
        assertThat(replaying.read(List.of(delivery(ofIteration3, 1))).iteration())
                .isEqualTo(3);
    }

    @Test
    void samplesOfIterationsThatAreNotReplayedArePassedOver() {
        Intake replaying = intake(Optional.of(new Replay("other", List.of(2), true)));

        Batch batch = replaying.read(List.of(delivery("other.samples", Records.bytes(Records.picture(0)), 1)));

        assertThat(batch.entries()).isEmpty();
        assertThat(batch.unreadable()).isEmpty();
    }

    @Test
    void aReasonWithoutEndIsCut() {
        assertThat(Batch.failure("http", "x".repeat(5000)).getReason()).hasSize(1000);
    }

    private static Intake intake(Optional<Replay> replay) {
        return new Intake(
                "scorer-1",
                "http",
                ScoredSamples.of(Records.RUN, replay),
                new AvroDeserializer<>(Records.REGISTRY, Outcome.class),
                LIMIT,
                new ScorerMetrics(new SimpleMeterRegistry()),
                () -> Instant.EPOCH);
    }

    private static Delivery delivery(byte[] value, int count) {
        return delivery(Records.TOPIC, value, count);
    }

    private static Delivery delivery(String topic, byte[] value, int count) {
        return new Delivery(new ConsumerRecord<>(topic, 2, 40, "t", value), count);
    }
}
