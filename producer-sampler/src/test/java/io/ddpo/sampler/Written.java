package io.ddpo.sampler;

import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A publisher whose log is in memory, one partition a topic, and what it has written. */
final class Written {
    static final RunNames RUN = new RunNames(Requests.RUN);

    final MemorySchemaRegistry registry = new MemorySchemaRegistry();
    final MockProducer<String, byte[]> producer =
            new MockProducer<>(Cluster.empty(), true, null, new StringSerializer(), new ByteArraySerializer());
    final Publisher publisher = new Publisher(RUN, producer, registry);

    /** The topics in the order of the records. */
    List<String> topics() {
        return producer.history().stream().map(ProducerRecord::topic).toList();
    }

    List<ProducerRecord<String, byte[]>> records(String topic) {
        return producer.history().stream()
                .filter(written -> written.topic().equals(topic))
                .toList();
    }

    <T extends SpecificRecord> List<T> values(String topic, Class<T> type) {
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(registry, type);
        return records(topic).stream()
                .map(written -> deserializer.deserialize(topic, written.value()))
                .toList();
    }

    /** A copy of what is left in a buffer. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
