package io.ddpo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final String TOPIC = "demo.weights";
    private static final WeightChunk CHUNK =
            new WeightChunk(1, ChunkKind.WEIGHTS, 0, 2, ByteBuffer.wrap(new byte[] {7, 8, 9}));

    private final SchemaRegistry registry = new MemorySchemaRegistry();
    private final AvroSerde<WeightChunk> chunks = new AvroSerde<>(registry, WeightChunk.class);

    @Test
    void aRecordIsByteZeroTheSchemaIdAndAvro() {
        ByteBuffer bytes = ByteBuffer.wrap(chunks.serializer().serialize(TOPIC, CHUNK));

        assertThat(bytes.get()).isZero();
        assertThat(bytes.getInt()).isEqualTo(registry.register("demo.weights-value", WeightChunk.getClassSchema()));
        // zigzag version 1, symbol 0, index 0, count 2, length 3 and the bytes
        assertThat(bytes.slice()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 0, 0, 4, 6, 7, 8, 9}));
    }

    @Test
    void whatIsWrittenDoesNotConsumeTheRecord() {
        byte[] first = chunks.serializer().serialize(TOPIC, CHUNK);

        assertThat(chunks.serializer().serialize(TOPIC, CHUNK)).isEqualTo(first);
        assertThat(chunks.deserializer().deserialize(TOPIC, first)).isEqualTo(CHUNK);
    }

    @Test
    void aLargeFieldIsCopiedOnceEachWay() {
        int size = 8 << 20;
        WeightChunk large = new WeightChunk(1, ChunkKind.WEIGHTS, 0, 1, ByteBuffer.allocate(size));
        byte[] bytes = chunks.serializer().serialize(TOPIC, large);
        chunks.deserializer().deserialize(TOPIC, bytes);
        long slack = size / 8;

        assertThat(allocatedBy(() -> chunks.serializer().serialize(TOPIC, large)))
                .isBetween((long) size, size + slack);
        assertThat(allocatedBy(() -> chunks.deserializer().deserialize(TOPIC, bytes)))
                .isBetween((long) size, size + slack);
    }

    @Test
    void aTombstoneStaysNull() {
        assertThat(chunks.serializer().serialize(TOPIC, null)).isNull();
        assertThat(chunks.deserializer().deserialize(TOPIC, null)).isNull();
        assertThat(chunks.deserializer().deserialize(TOPIC, new RecordHeaders(), (ByteBuffer) null))
                .isNull();
    }

    @Test
    void aRecordInTheMiddleOfAFetchBufferIsReadInPlace() {
        byte[] bytes = chunks.serializer().serialize(TOPIC, CHUNK);
        ByteBuffer fetched = ByteBuffer.allocate(bytes.length + 20)
                .position(10)
                .put(bytes)
                .flip()
                .position(10);

        assertThat(chunks.deserializer().deserialize(TOPIC, new RecordHeaders(), fetched))
                .isEqualTo(CHUNK);
    }

    @Test
    void aRecordOfAnEarlierSchemaTakesTheDefaultOfANewField() throws IOException {
        Schema earlier = without(Metric.getClassSchema(), "labels");
        SchemaRegistry mixed = new MemorySchemaRegistry(List.of(earlier));
        GenericData.Record written = new GenericRecordBuilder(earlier)
                .set("series", "iteration")
                .set("iteration", 3)
                .set("policyVersion", 4)
                .set("step", 5L)
                .set("timestamp", 6L)
                .set("values", Map.of("reward", 0.5))
                .build();

        byte[] bytes = WireFormat.encode(
                mixed.register("demo.metrics-value", earlier), written, new GenericDatumWriter<>(earlier));

        assertThat(new AvroDeserializer<>(mixed, Metric.class).deserialize("demo.metrics", bytes))
                .isEqualTo(new Metric("iteration", 3, 4, 5L, Instant.ofEpochMilli(6), Map.of("reward", 0.5), Map.of()));
    }

    @Test
    void aRecordWithoutAFieldThatHasNoDefaultIsRefused() {
        Schema earlier = without(Metric.getClassSchema(), "values");
        SchemaRegistry mixed = new MemorySchemaRegistry(List.of(earlier));
        int id = mixed.register("demo.metrics-value", earlier);

        assertRefused(
                () -> new AvroDeserializer<>(mixed, Metric.class).deserialize("demo.metrics", header(id)),
                "topic demo.metrics: expected Metric, found schema id " + id
                        + ": another Metric (READER_FIELD_MISSING_DEFAULT_VALUE: values)");
    }

    @Test
    void aRecordOfAnotherKindIsRefused() {
        byte[] entry = new AvroSerializer<>(registry, RunEntry.class)
                .serialize("ddpo.runs", new RunEntry("demo", "0".repeat(64), Map.of(), Instant.EPOCH, "", "ada", ""));
        int id = ByteBuffer.wrap(entry).getInt(1);

        assertRefused(
                () -> chunks.deserializer().deserialize(TOPIC, entry),
                "topic demo.weights: expected WeightChunk, found schema id " + id + ": io.ddpo.schemas.avro.RunEntry");
    }

    @Test
    void bytesThatAreNoRecordAreRefused() {
        assertRefused(
                () -> chunks.deserializer().deserialize(TOPIC, "{}".getBytes(StandardCharsets.UTF_8)),
                "topic demo.weights: expected byte 0 and a schema id, found 2 bytes in all");
        assertRefused(
                () -> chunks.deserializer().deserialize(TOPIC, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)),
                "topic demo.weights: expected byte 0 of Confluent's wire format, found byte 123");
        assertRefused(
                () -> chunks.deserializer().deserialize(TOPIC, header(5)),
                "topic demo.weights: expected WeightChunk, found schema id 5: memory: schema id 5 is unknown");
    }

    @Test
    void aRecordThatEndsTooEarlyOrTooLateIsRefused() {
        byte[] bytes = chunks.serializer().serialize(TOPIC, CHUNK);

        for (int length = 5; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> chunks.deserializer().deserialize(TOPIC, cut))
                    .withMessageStartingWith("topic demo.weights: expected WeightChunk under schema id ")
                    .withMessageEndingWith("found a record that ends too early");
        }
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> chunks.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessageEndingWith("found bytes after the end of the record");
    }

    @Test
    void anIncompleteRecordIsNotWritten() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> chunks.serializer().serialize(TOPIC, new WeightChunk()))
                .withMessageStartingWith("topic demo.weights: expected a complete WeightChunk, found ");
    }

    private static void assertRefused(ThrowingCallable read, String message) {
        assertThatExceptionOfType(SerializationException.class).isThrownBy(read).withMessage(message);
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] header(int schemaId) {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array();
    }

    private static Schema without(Schema schema, String field) {
        List<Schema.Field> fields = schema.getFields().stream()
                .filter(it -> !it.name().equals(field))
                .map(it -> new Schema.Field(it, it.schema()))
                .toList();
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }
}
