package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightChunk;
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

    /** Where chunks go. */
    @FunctionalInterface
    interface Sink {
        void add(ByteBuffer chunk) throws IOException;
    }

    /**
     * Copies a payload of any size. The check of the whole comes last: what was copied may be used only when this
     * returns.
     *
     * @param out stays open
     * @throws PayloadException if a chunk is missing or the payload is not the one that was published
     * @throws IOException if the output fails
     */
    public void copyTo(OutputStream out, ChunkedPayload payload, int version, ChunkKind kind) throws IOException {
        DigestOutputStream digesting = new DigestOutputStream(out, Sha256.newDigest());
        WritableByteChannel channel = Channels.newChannel(digesting);
        long bytes = read(payload, version, kind, 0, channel::write);
        requireWhole(payload, version, bytes, Sha256.hex(digesting.getMessageDigest()));
    }

    /**
     * Reads the chunks of a payload from one on, each as it arrives.
     *
     * @param first index of the first that is wanted
     * @return bytes that were read
     * @throws PayloadException if a chunk is missing or another one
     * @throws IOException if the sink fails
     */
    long read(ChunkedPayload payload, int version, ChunkKind kind, int first, Sink sink) throws IOException {
        TopicPartition partition = new TopicPartition(payload.getTopic(), payload.getPartition());
        List<Long> offsets = payload.getOffsets();
        Assembly assembly = new Assembly(first, offsets.size(), version, kind, sink);
        try {
            reader.read(partition, offsets.subList(first, offsets.size()), message -> assembly.add(partition, message));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return assembly.bytes;
    }

    /** @throws WrongPayloadException if a payload that was put together is not the one that was published */
    static void requireWhole(ChunkedPayload payload, int version, long bytes, String sha256) {
        String place = "topic " + payload.getTopic() + " version " + version;
        if (bytes != payload.getByteLength()) {
            throw new WrongPayloadException(place + ": expected " + payload.getByteLength() + " bytes, found " + bytes);
        }
        if (!sha256.equals(payload.getSha256())) {
            throw new WrongPayloadException(place + ": expected SHA-256 " + payload.getSha256() + ", found " + sha256);
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
        private final Sink sink;
        private int next;
        private long bytes;

        Assembly(int first, int count, int version, ChunkKind kind, Sink sink) {
            this.version = version;
            this.kind = kind;
            this.next = first;
            this.count = count;
            this.sink = sink;
        }

        void add(TopicPartition partition, ConsumerRecord<String, byte[]> message) {
            String place = OffsetReader.place(partition, message.offset());
            String expected = describe(kind, version, next, count);
            if (message.value() == null) {
                throw new PayloadException(place + ": expected " + expected + ", found a tombstone");
            }
            WeightChunk chunk = deserializer.deserialize(message.topic(), message.value());
            String found = describe(chunk.getKind(), chunk.getVersion(), chunk.getIndex(), chunk.getCount());
            if (!expected.equals(found)) {
                throw new PayloadException(place + ": expected " + expected + ", found " + found);
            }
            write(chunk.getBytes());
            next++;
        }

        private void write(ByteBuffer part) {
            bytes += part.remaining();
            try {
                sink.add(part);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String describe(ChunkKind kind, int version, int index, int count) {
            return "chunk " + index + " of " + count + " of " + kind + " version " + version;
        }
    }
}
