package io.ddpo.schemas.serde;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistryException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in Confluent's wire format into the generated class, whichever compatible schema wrote them. Null, a
 * tombstone, stays null. Safe for use from several threads.
 *
 * @param <T> the generated class
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    private final SchemaRegistry registry;
    private final SpecificData model;
    private final Schema schema;
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

    /** Does not close the registry. */
    public AvroDeserializer(SchemaRegistry registry, Class<T> type) {
        this.registry = registry;
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
    }

    /** @throws SerializationException if the bytes are not a record of this class; the message says what they are */
    @Override
    public T deserialize(String topic, byte[] bytes) {
        return bytes == null ? null : read(topic, ByteBuffer.wrap(bytes));
    }

    /** As with an array, without copying the record out of the consumer's fetch buffer first. */
    @Override
    public T deserialize(String topic, Headers headers, ByteBuffer bytes) {
        return bytes == null ? null : read(topic, bytes.slice());
    }

    private T read(String topic, ByteBuffer bytes) {
        int id = schemaId(topic, bytes);
        DatumReader<T> reader = reader(topic, id);
        try {
            BinaryDecoder decoder = decoder(bytes);
            T value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new IOException("bytes after the end of the record");
            }
            return value;
        } catch (IOException | AvroRuntimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new SerializationException(
                    "topic " + topic + ": expected " + schema.getName() + " under schema id " + id + ", found "
                            + (e instanceof EOFException ? "a record that ends too early" : e.getMessage()),
                    e);
        }
    }

    private int schemaId(String topic, ByteBuffer bytes) {
        if (bytes.remaining() < WireFormat.HEADER_BYTES) {
            throw new SerializationException("topic " + topic + ": expected byte 0 and a schema id, found "
                    + bytes.remaining() + " bytes in all");
        }
        byte magic = bytes.get();
        if (magic != WireFormat.MAGIC) {
            throw new SerializationException("topic " + topic
                    + ": expected byte 0 of Confluent's wire format, found byte " + Byte.toUnsignedInt(magic));
        }
        return bytes.getInt();
    }

    private DatumReader<T> reader(String topic, int id) {
        try {
            return readers.computeIfAbsent(id, unseen -> resolve(registry.byId(unseen)));
        } catch (SchemaRegistryException | SerializationException e) {
            throw new SerializationException(
                    "topic " + topic + ": expected " + schema.getName() + ", found schema id " + id + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private DatumReader<T> resolve(Schema writer) {
        if (!writer.getFullName().equals(schema.getFullName())) {
            throw new SerializationException(writer.getFullName());
        }
        SchemaCompatibilityResult result = SchemaCompatibility.checkReaderWriterCompatibility(schema, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            Incompatibility first = result.getIncompatibilities().get(0);
            throw new SerializationException(
                    "another " + writer.getName() + " (" + first.getType() + ": " + first.getMessage() + ")");
        }
        return new SpecificDatumReader<>(writer, schema, model);
    }

    private static BinaryDecoder decoder(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            int offset = bytes.arrayOffset() + bytes.position();
            return DecoderFactory.get().binaryDecoder(bytes.array(), offset, bytes.remaining(), null);
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return DecoderFactory.get().binaryDecoder(copy, null);
    }
}
