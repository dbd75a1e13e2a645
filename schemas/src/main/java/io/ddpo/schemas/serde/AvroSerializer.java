package io.ddpo.schemas.serde;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistryException;
import io.ddpo.schemas.topics.TopicSpec;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in Confluent's wire format. The schema is registered under {@code <topic>-value} at the first record
 * of a topic; null, a tombstone, stays null. Safe for use from several threads.
 *
 * @param <T> the generated class
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    private final SchemaRegistry registry;
    private final Schema schema;
    private final DatumWriter<T> writer;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    /** Does not close the registry. */
    public AvroSerializer(SchemaRegistry registry, Class<T> type) {
        this.registry = registry;
        SpecificData model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.writer = new SpecificDatumWriter<>(schema, model);
    }

    /** @throws SerializationException if the record lacks a field or the registry refuses its schema */
    @Override
    public byte[] serialize(String topic, T value) {
        if (value == null) {
            return null;
        }
        try {
            int id = ids.computeIfAbsent(topic, name -> registry.register(TopicSpec.subject(name), schema));
            return WireFormat.encode(id, value, writer);
        } catch (SchemaRegistryException e) {
            throw new SerializationException("topic " + topic + ": " + e.getMessage(), e);
        } catch (IOException
                | AvroRuntimeException
                | NullPointerException
                | ClassCastException
                | ArithmeticException e) {
            throw new SerializationException(
                    "topic " + topic + ": expected a complete " + schema.getName() + ", found " + e.getMessage(), e);
        }
    }
}
