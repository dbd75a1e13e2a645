package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ddpo.schemas.Broker;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroSerde;
import io.ddpo.schemas.topics.Keys;
import io.ddpo.schemas.topics.RunNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class ChunksTest {
    private static final int CHUNK = 1000;

    private final Broker broker = Broker.shared();
    private final AvroSerde<WeightChunk> serde = new AvroSerde<>(new MemorySchemaRegistry(), WeightChunk.class);
    private final Producer<String, WeightChunk> producer = broker.producer(serde.serializer());
    private final ChunkReader reader = new ChunkReader(broker.consumer(), serde.deserializer(), Duration.ofSeconds(5));

    @AfterEach
    void close() {
        producer.close();
        reader.close();
    }

    @Test
    void aPayloadIsWhatItWasBefore() throws IOException {
        RunNames run = broker.run("chunks");
        for (int size : List.of(1, CHUNK, CHUNK + 1, 7 * CHUNK - 1)) {
            byte[] weights = random(size);

            ChunkedPayload payload = publish(run.weights(), size, weights);

            assertThat(payload.getOffsets()).hasSize((size + CHUNK - 1) / CHUNK);
            assertThat(payload.getByteLength()).isEqualTo(size);
            assertThat(payload.getSha256()).isEqualTo(Sha256.hex(weights));
            assertThat(read(payload, size, ChunkKind.WEIGHTS)).isEqualTo(weights);
        }
    }

    @Test
    void chunksOfFullSizeFitIntoTheTopic() throws IOException {
        byte[] weights = random(ChunkPublisher.CHUNK_BYTES + 1);

        ChunkedPayload payload = new ChunkPublisher(producer)
                .publish(
                        broker.run("large-chunks").weights(),
                        0,
                        ChunkKind.WEIGHTS,
                        new ByteArrayInputStream(weights),
                        weights.length);

        assertThat(payload.getOffsets()).hasSize(2);
        assertThat(read(payload, 0, ChunkKind.WEIGHTS)).isEqualTo(weights);
    }

    @Test
    void aPayloadOfAnotherLengthIsNotPublished() {
        String topic = broker.run("length").weights();

        assertThatIOException()
                .isThrownBy(() -> publish(topic, new byte[10], 11))
                .withMessage("topic length.weights version 0: expected a payload of 11 bytes, found 10");
        assertThatIOException()
                .isThrownBy(() -> publish(topic, new byte[12], 11))
                .withMessage("topic length.weights version 0: expected a payload of 11 bytes, found more");
    }

    @Test
    void chunksOfAnotherVersionOrKindAreRefused() throws IOException {
        ChunkedPayload payload = publish(broker.run("version").weights(), 3, random(2 * CHUNK));

        assertRefused(
                payload,
                4,
                ChunkKind.WEIGHTS,
                "topic version.weights partition 0 offset 0: expected chunk 0 of 2 of WEIGHTS version 4, "
                        + "found chunk 0 of 2 of WEIGHTS version 3");
        assertRefused(
                payload,
                3,
                ChunkKind.TRAINING_STATE,
                "topic version.weights partition 0 offset 0: expected chunk 0 of 2 of TRAINING_STATE version 3, "
                        + "found chunk 0 of 2 of WEIGHTS version 3");
    }

    @Test
    void aManifestThatDoesNotFitItsChunksIsRefused() throws IOException {
        ChunkedPayload payload = publish(broker.run("manifest").weights(), 0, random(10));

        assertRefused(
                ChunkedPayload.newBuilder(payload).setByteLength(11).build(),
                0,
                ChunkKind.WEIGHTS,
                "topic manifest.weights version 0: expected 11 bytes, found 10");
        assertRefused(
                ChunkedPayload.newBuilder(payload).setSha256("0".repeat(64)).build(),
                0,
                ChunkKind.WEIGHTS,
                "topic manifest.weights version 0: expected SHA-256 " + "0".repeat(64) + ", found "
                        + payload.getSha256());
    }

    @Test
    void aTombstoneInPlaceOfAChunkIsRefused() throws Exception {
        RunNames run = broker.run("tombstone");
        ChunkedPayload payload = publish(run.weights(), 0, random(10));
        long tombstone = producer.send(new ProducerRecord<>(run.weights(), 0, Keys.chunk(0, 0), null))
                .get()
                .offset();

        assertRefused(
                ChunkedPayload.newBuilder(payload)
                        .setOffsets(List.of(tombstone))
                        .build(),
                0,
                ChunkKind.WEIGHTS,
                "topic tombstone.weights partition 0 offset 1: expected chunk 0 of 1 of WEIGHTS version 0, "
                        + "found a tombstone");
    }

    private void assertRefused(ChunkedPayload payload, int version, ChunkKind kind, String message) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> read(payload, version, kind))
                .withMessage(message);
    }

    private byte[] read(ChunkedPayload payload, int version, ChunkKind kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.copyTo(out, payload, version, kind);
        return out.toByteArray();
    }

    private ChunkedPayload publish(String topic, int version, byte[] weights) throws IOException {
        return new ChunkPublisher(producer, CHUNK, false)
                .publish(topic, version, ChunkKind.WEIGHTS, new ByteArrayInputStream(weights), weights.length);
    }

    private void publish(String topic, byte[] weights, long byteLength) throws IOException {
        new ChunkPublisher(producer, CHUNK, false)
                .publish(topic, 0, ChunkKind.WEIGHTS, new ByteArrayInputStream(weights), byteLength);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
