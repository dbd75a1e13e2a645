package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Puts together what a {@link ChunkPublisher} published, and checks every part of it. One thread at a time. */
public final class ChunkReader implements AutoCloseable {
    private final OffsetReader reader;
    private final Deserializer<WeightChunk> deserializer;

    /**
     * Takes the consumer over and closes it.
     *
     * @param consumer without a group and without {@code auto.offset.reset}; its assignment changes with every read
     * @param patience how long to wait for a chunk before it is taken to be missing
     */
    public ChunkReader(Consumer<String, byte[]> consumer, Deserializer<WeightChunk> deserializer, Duration patience) {
        this.reader = new OffsetReader(consumer, patience);
        this.deserializer = deserializer;
    }

    /**
     * Reads a payload into memory.
     *
     * @throws PayloadException if a chunk is missing or the payload is not the one that was published
     */
    public byte[] read(ChunkedPayload payload, int version, ChunkKind kind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(payload.getByteLength()));
        try {
            copyTo(out, payload, version, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Copies a payload. The check of the whole comes last: what was copied may be used only when this returns.
     *
     * @param out stays open
     * @throws PayloadException if a chunk is missing or the payload is not the one that was published
     * @throws IOException if the output fails
     */
    public void copyTo(OutputStream out, ChunkedPayload payload, int version, ChunkKind kind) throws IOException {
        DigestOutputStream digesting = new DigestOutputStream(out, Sha256.newDigest());
        WritableByteChannel channel = Channels.newChannel(digesting);
        TopicPartition partition = new TopicPartition(payload.getTopic(), payload.getPartition());
        Assembly assembly = new Assembly(payload.getOffsets(), version, kind, channel);
        try {
            reader.read(partition, payload.getOffsets(), message -> assembly.add(partition, message));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        String place = "topic " + payload.getTopic() + " version " + version;
        if (assembly.bytes != payload.getByteLength()) {
            throw new PayloadException(
                    place + ": expected " + payload.getByteLength() + " bytes, found " + assembly.bytes);
        }
        String sha256 = Sha256.hex(digesting.getMessageDigest());
        if (!sha256.equals(payload.getSha256())) {
            throw new PayloadException(place + ": expected SHA-256 " + payload.getSha256() + ", found " + sha256);
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    private final class Assembly {
        private final int version;
        private final ChunkKind kind;
        private final int count;
        private final WritableByteChannel out;
        private int chunks;
        private long bytes;

        Assembly(List<Long> offsets, int version, ChunkKind kind, WritableByteChannel out) {
            this.version = version;
            this.kind = kind;
            this.count = offsets.size();
            this.out = out;
        }

        void add(TopicPartition partition, ConsumerRecord<String, byte[]> message) {
            String place = OffsetReader.place(partition, message.offset());
            String expected = describe(kind, version, chunks, count);
            if (message.value() == null) {
                throw new PayloadException(place + ": expected " + expected + ", found a tombstone");
            }
            WeightChunk chunk = deserializer.deserialize(message.topic(), message.value());
            String found = describe(chunk.getKind(), chunk.getVersion(), chunk.getIndex(), chunk.getCount());
            if (!expected.equals(found)) {
                throw new PayloadException(place + ": expected " + expected + ", found " + found);
            }
            write(chunk.getBytes());
            chunks++;
        }

        private void write(ByteBuffer part) {
            bytes += part.remaining();
            try {
                out.write(part);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String describe(ChunkKind kind, int version, int index, int count) {
            return "chunk " + index + " of " + count + " of " + kind + " version " + version;
        }
    }
}
