package io.ddpo.rewards;

import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.specification.RunEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** The manifests of a run, as a learner would commit them. */
final class Manifests {
    private static final String TOPIC = TestRun.NAME + ".weights-versions";

    private final MockConsumer<String, WeightsManifest> consumer = new MockConsumer<>("none");
    private final RunEnd end = new RunEnd(consumer, TOPIC);
    private int version;

    Manifests() {
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(TOPIC, 0), 0L));
    }

    RunEnd end() {
        return end;
    }

    boolean areOver() {
        return end.isOver(Duration.ZERO);
    }

    void commit(RunState state) {
        consumer.addRecord(
                new ConsumerRecord<>(TOPIC, 0, version, Integer.toString(version), manifest(version, state)));
        version++;
    }

    /** An old version that retention took away. */
    void prune(int oldVersion) {
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, version, Integer.toString(oldVersion), null));
        version++;
    }

    private static WeightsManifest manifest(int version, RunState state) {
        String digest = "0".repeat(64);
        return WeightsManifest.newBuilder()
                .setRun(TestRun.NAME)
                .setVersion(version)
                .setIteration(version)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest(digest)
                .setWeights(new ChunkedPayload(TestRun.NAME + ".weights", 0, List.of(0L), 1L, digest))
                .setPolicySha256(digest)
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(1)
                .setSettings(Map.of())
                .setDeterminismKey("cpu")
                .setState(state)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
