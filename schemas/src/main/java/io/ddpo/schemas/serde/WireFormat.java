package io.ddpo.schemas.serde;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;

/** Confluent's wire format: byte 0, the schema id in four bytes big-endian, the record in Avro binary. */
public final class WireFormat {

    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private WireFormat() {}

    /** The schema id of a value; empty where it is not of this format. The buffer stays as it is. */
    public static OptionalInt schemaId(ByteBuffer value) {
        int at = value.position();
        return value.remaining() >= HEADER_BYTES && value.get(at) == MAGIC
                ? OptionalInt.of(value.getInt(at + 1))
                : OptionalInt.empty();
    }

    /**
     * Encodes twice: once to count, once into an array of exactly that size. Counting costs little, since byte fields
     * are not touched, and it saves the copies of a growing buffer, which for a trajectory are megabytes.
     */
    static <T> byte[] encode(int schemaId, T value, DatumWriter<T> writer) throws IOException {
        Counter counter = new Counter();
        write(value, writer, counter);
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(HEADER_BYTES, Math.toIntExact(counter.count)));
        buffer.put(MAGIC).putInt(schemaId);
        write(value, writer, new BufferStream(buffer));
        return buffer.array();
    }

    private static <T> void write(T value, DatumWriter<T> writer, OutputStream out) throws IOException {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(value, encoder);
        encoder.flush();
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    private static final class BufferStream extends OutputStream {
        private final ByteBuffer buffer;

        BufferStream(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int b) {
            buffer.put((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.put(bytes, offset, length);
        }
    }
}
