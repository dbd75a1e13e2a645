package io.ddpo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random records, written by Avro's generic writer as the independent witness. */
class RoundTripTest {

    private static final int RECORDS = 20;
    private static final long SEED = 7;

    private final SchemaRegistry registry = new MemorySchemaRegistry();

    static Stream<TopicSpec> topics() {
        return Stream.concat(TopicCatalogue.of(new RunNames("demo")).stream(), TopicCatalogue.cluster().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("topics")
    void whatAnyAvroWriterWroteIsReadAndWrittenBackUnchanged(TopicSpec topic) throws IOException {
        assertRoundTrips(topic, topic.value());
    }

    private <T extends SpecificRecord> void assertRoundTrips(TopicSpec topic, Class<T> type) throws IOException {
        AvroSerde<T> serde = new AvroSerde<>(registry, type);
        int id = registry.register(topic.subject(), topic.schema());
        for (Object generic : new RandomData(topic.schema(), RECORDS, SEED, true)) {
            T read = serde.deserializer().deserialize(topic.name(), encode(topic.schema(), id, generic));
            byte[] written = serde.serializer().serialize(topic.name(), read);

            assertThat(decode(topic.schema(), written)).isEqualTo(generic);
            assertThat(serde.deserializer().deserialize(topic.name(), new RecordHeaders(), direct(written)))
                    .isEqualTo(read);
        }
    }

    private static byte[] encode(Schema schema, int id, Object generic) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(generic, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Object decode(Schema schema, byte[] bytes) throws IOException {
        return new GenericDatumReader<>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
