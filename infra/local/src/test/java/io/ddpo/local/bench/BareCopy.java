package io.ddpo.local.bench;

import io.ddpo.schemas.payload.ChunkPublisher;
import io.ddpo.service.Closer;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Bytes from one producer to several consumers, in records of a chunk's size, and nothing else. One thread at a time. */
final class BareCopy implements AutoCloseable {
    private static final TopicPartition PLACE = new TopicPartition("bare", 0);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** As a sampler's. */
    private static final int FETCH_BYTES = 16 << 20;

    private final Closer closer = new Closer();
    private final Producer<byte[], byte[]> producer;
    private final List<Consumer<byte[], byte[]>> readers = new ArrayList<>();
    private final ExecutorService threads;
    private final byte[] chunk = new byte[ChunkPublisher.CHUNK_BYTES];

    /**
     * Seconds.
     *
     * @param written until all was acknowledged
     * @param read from there until the last consumer had all of it
     */
    record Times(double written, double read) {}

    BareCopy(KafkaClients kafka, int consumers) throws Exception {
        closer.add(TemporaryTopic.create(kafka, PLACE.topic(), 1));
        producer = closer.add(kafka.producer("bare", new ByteArraySerializer(), new ByteArraySerializer(), Map.of()));
        for (int i = 0; i < consumers; i++) {
            Consumer<byte[], byte[]> reader = closer.add(kafka.consumer(
                    "bare-" + i,
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    Map.of("max.partition.fetch.bytes", FETCH_BYTES)));
            reader.assign(List.of(PLACE));
            reader.seekToBeginning(List.of(PLACE));
            readers.add(reader);
        }
        threads = Executors.newFixedThreadPool(consumers);
        closer.add(threads::shutdown);
        new Random(1).nextBytes(chunk);
    }

    /** Copies so many bytes from where the last copy has ended. */
    Times copy(long bytes) throws Exception {
        double written = write(bytes);
        long start = System.nanoTime();
        List<Callable<Long>> reads = new ArrayList<>();
        readers.forEach(reader -> reads.add(() -> read(reader, bytes)));
        for (Future<Long> read : threads.invokeAll(reads)) {
            read.get();
        }
        return new Times(written, (System.nanoTime() - start) / 1e9);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a record that is lost leaves its readers waiting
    private double write(long bytes) {
        long start = System.nanoTime();
        for (long left = bytes; left > 0; left -= chunk.length) {
            byte[] value = left >= chunk.length ? chunk : new byte[(int) left];
            producer.send(new ProducerRecord<>(PLACE.topic(), PLACE.partition(), null, value));
        }
        producer.flush();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long read(Consumer<byte[], byte[]> reader, long bytes) {
        long found = 0;
        while (found < bytes) {
            for (ConsumerRecord<byte[], byte[]> message : reader.poll(LOOK)) {
                found += message.value().length;
            }
        }
        return found;
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
