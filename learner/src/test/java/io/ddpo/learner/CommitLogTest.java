package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.learner.Commit.PrunedChunk;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitLogTest {
    private static final RunNames RUN = new RunNames("demo");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MockProducer<String, SpecificRecord> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ContractSerializer(new MemorySchemaRegistry()));
    private final CommitLog log = new CommitLog(producer, RUN, new MockConsumer<String, Void>("none").groupMetadata());
    private final Commit commit = new CommitPlanner(Specifications.small(), "learner")
            .first(
                    Manifests.payloads(0),
                    Manifests.commands(0, new CreateRun(Specifications.small()), new RollBack(3)),
                    NOW)
            .measuring(List.of(metric()))
            .pruning(List.of(new PrunedChunk(RUN.weights(), "0/1")));

    @BeforeEach
    void fence() {
        log.fence();
    }

    @Test
    void fencesBeforeAnythingElse() {
        assertThat(producer.transactionInitialized()).isTrue();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void publishesChunksInACommittedTransactionOfTheirOwn() {
        ChunkedPayload published = publish(7, ChunkKind.WEIGHTS, new byte[] {1, 2, 3});

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.transactionInFlight()).isFalse();
        assertThat(producer.history()).singleElement().satisfies(chunk -> {
            assertThat(chunk.topic()).isEqualTo("demo.weights");
            assertThat(chunk.key()).isEqualTo("7/0");
        });
        assertThat(published.getByteLength()).isEqualTo(3);
        assertThat(published.getOffsets()).hasSize(1);
    }

    @Test
    void publishesTrainingStateInItsOwnTopic() {
        assertThat(publish(7, ChunkKind.TRAINING_STATE, new byte[] {1}).getTopic())
                .isEqualTo("demo.training-state");
    }

    @Test
    void commitsEverythingInOneTransaction() {
        log.commit(commit);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key)
                .containsExactly(
                        tuple("demo.weights-versions", "0"),
                        tuple("demo.rollout-requests", "t000000-00000"),
                        tuple("demo.rollout-requests", "t000000-00001"),
                        tuple("demo.rollout-requests", "e000000-00000"),
                        tuple("demo.metrics", "control"),
                        tuple("demo.metrics", "iteration"),
                        tuple("demo.dead-letters", "demo.control/1"),
                        tuple("demo.weights", "0/1"));
        assertThat(producer.history().get(7).value()).isNull();
    }

    @Test
    void commitsTheOffsetForLagTools() {
        log.commit(commit);

        assertThat(producer.consumerGroupOffsetsHistory())
                .singleElement()
                .satisfies(groups -> assertThat(groups.values())
                        .containsExactly(Map.of(new TopicPartition("demo.advantages", 0), new OffsetAndMetadata(0))));
    }

    @Test
    void isFatalWhenTheOffsetsAreRefused() {
        producer.sendOffsetsToTransactionException = new TimeoutException("no coordinator");

        assertAmbiguous(ExitCode.UNAVAILABLE);
    }

    @Test
    void leavesItToTheLogWhatACommitWithoutAnAnswerDid() {
        producer.commitTransactionException = new TimeoutException("no answer");

        assertAmbiguous(ExitCode.UNAVAILABLE);
    }

    @Test
    void isFatalWhenATransactionCannotBegin() {
        producer.beginTransactionException = new IllegalStateException("in an error state");

        assertAmbiguous(ExitCode.UNEXPECTED);
    }

    @Test
    void isFatalWhenARecordIsRefused() {
        producer.sendException = new AuthorizationException("not allowed");

        assertAmbiguous(ExitCode.BAD_INPUT);
    }

    @Test
    void namesNothingThatWasNotPublished() {
        producer.flushException = new TimeoutException("the broker is gone");

        FatalRoleException failure =
                catchThrowableOfType(FatalRoleException.class, () -> publish(1, ChunkKind.WEIGHTS, new byte[] {1}));

        assertThat(failure.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure)
                .hasMessageStartingWith(
                        "run demo: expected to commit chunks of version 1, found that it may or may not");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void leavesWithItsOwnCodeWhenAnotherLearnerHasTakenOver() {
        producer.fenceProducer();

        assertThatThrownBy(() -> log.commit(commit))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FENCED))
                .hasMessage("run demo: expected to be its only learner, found that another one has taken over");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void publishesNoChunksOnceItIsFenced() {
        producer.fenceProducer();

        assertThatThrownBy(() -> publish(1, ChunkKind.WEIGHTS, new byte[] {1}))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FENCED));
        assertThat(producer.history()).isEmpty();
    }

    private ChunkedPayload publish(int version, ChunkKind kind, byte[] payload) {
        return log.publish(version, kind, new ByteArrayInputStream(payload), payload.length);
    }

    private void assertAmbiguous(ExitCode code) {
        FatalRoleException failure = catchThrowableOfType(FatalRoleException.class, () -> log.commit(commit));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure)
                .hasMessageStartingWith(
                        "run demo: expected to commit version 0, found that it may or may not be committed")
                .hasMessageEndingWith("started again, the learner goes on from the log");
        assertThat(producer.history()).isEmpty();
    }

    private static Metric metric() {
        return Metric.newBuilder()
                .setSeries("iteration")
                .setIteration(0)
                .setPolicyVersion(0)
                .setStep(0)
                .setTimestamp(NOW)
                .setValues(Map.of("loss", 1.0))
                .build();
    }
}
