package io.ddpo.sampler;

import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.Sha256;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** Weights and manifests of a run, in memory. */
final class WeightsLog {
    private static final TopicPartition MANIFESTS = new TopicPartition(Written.RUN.weightsVersions(), 0);
    private static final TopicPartition CHUNKS = new TopicPartition(Written.RUN.weights(), 0);
    private static final Duration NOW = Duration.ZERO;

    final MockConsumer<String, WeightsManifest> manifestConsumer = new MockConsumer<>("none");
    final ManifestFollower manifests;
    final Downloads downloads;

    private final MemorySchemaRegistry registry = new MemorySchemaRegistry();
    private final MockConsumer<String, byte[]> chunkConsumer = new MockConsumer<>("none");
    private long nextManifest;
    private long nextChunk;

    WeightsLog() {
        manifestConsumer.updateBeginningOffsets(Map.of(MANIFESTS, 0L));
        manifestConsumer.updateEndOffsets(Map.of(MANIFESTS, 0L));
        manifests = new ManifestFollower(manifestConsumer, MANIFESTS.topic());
        chunkConsumer.updateBeginningOffsets(Map.of(CHUNKS, 0L));
        chunkConsumer.assign(List.of(CHUNKS));
        downloads = downloads(new ChunkReader(chunkConsumer, new AvroDeserializer<>(registry, WeightChunk.class), NOW));
    }

    private static Downloads downloads(ChunkReader chunks) {
        try {
            return Downloads.in(Files.createTempDirectory("weights-"), chunks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifest of weights that are published in one chunk. */
    WeightsManifest.Builder publish(int version, SortedMap<String, FloatTensor> weights) {
        byte[] payload = SafetensorsWriter.toBytes(weights, Map.of());
        WeightChunk chunk = new WeightChunk(version, ChunkKind.WEIGHTS, 0, 1, ByteBuffer.wrap(payload));
        byte[] value = new AvroSerializer<>(registry, WeightChunk.class).serialize(CHUNKS.topic(), chunk);
        chunkConsumer.addRecord(new ConsumerRecord<>(CHUNKS.topic(), 0, nextChunk, Keys.chunk(chunk), value));
        ChunkedPayload where =
                new ChunkedPayload(CHUNKS.topic(), 0, List.of(nextChunk), (long) payload.length, Sha256.hex(payload));
        nextChunk++;
        return manifest(version).setWeights(where).setPolicySha256(TensorDigest.sha256(weights));
    }

    /** Removes every chunk that was published. */
    void prune() {
        chunkConsumer.updateBeginningOffsets(Map.of(CHUNKS, nextChunk));
    }

    /** A manifest of weights that are nowhere. */
    static WeightsManifest.Builder manifest(int version) {
        return WeightsManifest.newBuilder()
                .setRun(Requests.RUN)
                .setVersion(version)
                .setIteration(version)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest(Requests.BASE_DIGEST)
                .setWeights(new ChunkedPayload(CHUNKS.topic(), 0, List.of(0L), 1L, "0".repeat(64)))
                .setPolicySha256("0".repeat(64))
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(0)
                .setSettings(Map.of())
                .setDeterminismKey("key")
                .setState(RunState.RUNNING)
                .setCreatedAt(Instant.EPOCH);
    }

    void commit(WeightsManifest.Builder manifest) {
        commit(manifest.getVersion(), manifest.build());
    }

    /** Removes a manifest, as a tombstone does. */
    void forget(int version) {
        commit(version, null);
    }

    private void commit(int version, WeightsManifest manifest) {
        manifestConsumer.addRecord(
                new ConsumerRecord<>(MANIFESTS.topic(), 0, nextManifest++, Keys.version(version), manifest));
        manifestConsumer.updateEndOffsets(Map.of(MANIFESTS, nextManifest));
    }
}
