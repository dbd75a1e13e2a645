package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Payloads whose bytes are made where they are read, so that they need neither memory nor a disk. */
class LargePayloadTest {
    private static final long BEYOND_AN_INT = (1L << 31) + 5;

    private final AvroSerializer<WeightChunk> serializer =
            new AvroSerializer<>(new MemorySchemaRegistry(), WeightChunk.class);

    @Test
    @Tag("slow")
    @Tag("long")
    void aPayloadBeyondTwoGibibytesIsPublishedAndReadWhole() throws IOException {
        ChunkedPayload payload = ChunkPublisher.transactional(fenced(new Forgetful()))
                .publish(
                        GeneratedChunks.TOPIC,
                        GeneratedChunks.VERSION,
                        ChunkKind.WEIGHTS,
                        new Generated(),
                        BEYOND_AN_INT);

        assertThat(payload.getOffsets()).hasSize(513);
        assertThat(payload.getByteLength()).isEqualTo(BEYOND_AN_INT);

        Counted out = new Counted();
        new GeneratedChunks(513, LargePayloadTest::chunk)
                .reader()
                .copyTo(out, payload, GeneratedChunks.VERSION, ChunkKind.WEIGHTS);

        assertThat(out.bytes).isEqualTo(BEYOND_AN_INT);
    }

    @Test
    void noTransactionGrowsWithThePayload() throws IOException {
        MockProducer<String, WeightChunk> producer =
                fenced(new MockProducer<>(true, null, new StringSerializer(), serializer));

        ChunkedPayload payload = new ChunkPublisher(producer, 2, true)
                .publish("large.weights", 0, ChunkKind.WEIGHTS, new ByteArrayInputStream(new byte[259]), 259);

        assertThat(payload.getOffsets()).hasSize(130);
        assertThat(producer.commitCount()).as("of 64, 64 and 2 chunks").isEqualTo(3);
        assertThat(producer.transactionInFlight()).isFalse();
    }

    private static <P extends MockProducer<String, WeightChunk>> P fenced(P producer) {
        producer.initTransactions();
        return producer;
    }

    /** Each chunk is full of its index. */
    private static byte[] chunk(int index) {
        long left = BEYOND_AN_INT - (long) index * ChunkPublisher.CHUNK_BYTES;
        byte[] bytes = new byte[(int) Math.min(ChunkPublisher.CHUNK_BYTES, left)];
        Arrays.fill(bytes, (byte) index);
        return bytes;
    }

    /** Keeps nothing of what is sent. */
    private final class Forgetful extends MockProducer<String, WeightChunk> {
        private long next;

        Forgetful() {
            super(true, null, new StringSerializer(), serializer);
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, WeightChunk> message) {
            TopicPartition partition = new TopicPartition(message.topic(), 0);
            return CompletableFuture.completedFuture(new RecordMetadata(partition, next++, 0, 0, 0, 0));
        }
    }

    private static final class Generated extends InputStream {
        private int index;
        private InputStream part = InputStream.nullInputStream();

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = part.read(into, from, length);
            if (read < 0 && (long) index * ChunkPublisher.CHUNK_BYTES < BEYOND_AN_INT) {
                part = new ByteArrayInputStream(chunk(index++));
                return part.read(into, from, length);
            }
            return read;
        }
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int at, int length) {
            bytes += length;
        }
    }
}
