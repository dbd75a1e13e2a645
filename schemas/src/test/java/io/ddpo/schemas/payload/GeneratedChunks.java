package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.Keys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A topic of chunks whose bytes are made whenever they are read, so that it may be of any size. */
final class GeneratedChunks extends MockConsumer<String, byte[]> {
    static final String TOPIC = "large.weights";
    static final int VERSION = 3;

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MemorySchemaRegistry registry = new MemorySchemaRegistry();
    private final AvroSerializer<WeightChunk> serializer = new AvroSerializer<>(registry, WeightChunk.class);
    private final int count;
    private final transient IntFunction<byte[]> content;
    final List<Long> read = new ArrayList<>();

    GeneratedChunks(int count, IntFunction<byte[]> content) {
        super("none");
        this.count = count;
        this.content = content;
        updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    ChunkReader reader() {
        return new ChunkReader(this, new AvroDeserializer<>(registry, WeightChunk.class), Duration.ZERO);
    }

    /** The next reader goes on with it. */
    @Override
    public void close() {
        unsubscribe();
    }

    /** The record at the place where the reader is. */
    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        long at = position(PARTITION);
        read.add(at);
        seek(PARTITION, at + 1);
        int index = Math.toIntExact(at);
        WeightChunk chunk =
                new WeightChunk(VERSION, ChunkKind.WEIGHTS, index, count, ByteBuffer.wrap(content.apply(index)));
        byte[] value = serializer.serialize(TOPIC, chunk);
        return new ConsumerRecords<>(
                Map.of(PARTITION, List.of(new ConsumerRecord<>(TOPIC, 0, at, Keys.chunk(chunk), value))),
                Map.of(PARTITION, new OffsetAndMetadata(at + 1)));
    }
}
