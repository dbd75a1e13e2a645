package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.topics.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Publishes weights or training state in chunks. */
public final class ChunkPublisher {
    /** Bytes of payload in a chunk: large enough that overhead vanishes, half of what the topic takes. */
    public static final int CHUNK_BYTES = 4 << 20;

    /** The chunk topics have this one partition. */
    private static final int PARTITION = 0;

    /**
     * Chunks of a transaction, 256 MiB: it lasts seconds, however large the payload is, where the broker ends one that
     * takes minutes.
     */
    private static final int PORTION = 64;

    private final Producer<String, ? super WeightChunk> producer;
    private final int chunkBytes;
    private final boolean transactional;

    /** @param producer idempotent, without transactions; stays open */
    public ChunkPublisher(Producer<String, ? super WeightChunk> producer) {
        this(producer, CHUNK_BYTES, false);
    }

    /**
     * For a writer that shares its keys with a predecessor that may still live. A payload goes out in transactions of a
     * bounded size, each of them committed: a fenced writer's chunks are never committed after those of its successor,
     * and what a payload that was cut off leaves behind counts for nothing, since no manifest names it.
     *
     * @param producer fenced, with no transaction open; stays open
     */
    public static ChunkPublisher transactional(Producer<String, ? super WeightChunk> producer) {
        return new ChunkPublisher(producer, CHUNK_BYTES, true);
    }

    ChunkPublisher(Producer<String, ? super WeightChunk> producer, int chunkBytes, boolean transactional) {
        this.producer = producer;
        this.chunkBytes = chunkBytes;
        this.transactional = transactional;
    }

    /**
     * Publishes a payload and waits until all of it is acknowledged. Memory stays within the producer's buffer.
     *
     * @param payload read to its end, not closed
     * @param byteLength bytes of the payload, at least 1; may be beyond 2 GiB
     * @return what the manifest has to say of it
     * @throws IOException if the payload cannot be read or has another length; a transaction stays open then
     * @throws KafkaException if a chunk is not acknowledged; a transaction stays open then
     */
    public ChunkedPayload publish(String topic, int version, ChunkKind kind, InputStream payload, long byteLength)
            throws IOException {
        int count = Math.toIntExact((byteLength + chunkBytes - 1) / chunkBytes);
        MessageDigest digest = Sha256.newDigest();
        List<Long> offsets = new ArrayList<>(count);
        long left = byteLength;
        while (offsets.size() < count) {
            List<Future<RecordMetadata>> sent = new ArrayList<>(PORTION);
            begin();
            for (int index = offsets.size(); index < Math.min(count, offsets.size() + PORTION); index++) {
                byte[] bytes = payload.readNBytes((int) Math.min(chunkBytes, left));
                left -= bytes.length;
                digest.update(bytes);
                WeightChunk chunk = new WeightChunk(version, kind, index, count, ByteBuffer.wrap(bytes));
                sent.add(producer.send(new ProducerRecord<>(topic, PARTITION, Keys.chunk(chunk), chunk)));
            }
            if (offsets.size() + sent.size() == count && (left != 0 || payload.read() != -1)) {
                throw new IOException("topic " + topic + " version " + version + ": expected a payload of " + byteLength
                        + " bytes, found " + (left == 0 ? "more" : byteLength - left));
            }
            producer.flush();
            sent.forEach(future -> offsets.add(acknowledgedOffset(future)));
            commit();
        }
        return ChunkedPayload.newBuilder()
                .setTopic(topic)
                .setPartition(PARTITION)
                .setOffsets(List.copyOf(offsets))
                .setByteLength(byteLength)
                .setSha256(Sha256.hex(digest))
                .build();
    }

    private void begin() {
        if (transactional) {
            producer.beginTransaction();
        }
    }

    private void commit() {
        if (transactional) {
            producer.commitTransaction();
        }
    }

    private static long acknowledgedOffset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
