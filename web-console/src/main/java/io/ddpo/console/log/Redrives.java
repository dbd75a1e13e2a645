package io.ddpo.console.log;

import io.ddpo.console.model.DeadLetterView;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records that could not be processed into their topics once more, as they are. Whoever takes them from there
 * knows each by its id, so that one that was processed meanwhile changes nothing. Thread-safe.
 */
public final class Redrives implements AutoCloseable {
    /** Header of the copy: where the record lies that it is one of. */
    public static final String OF = "ddpo.redrive-of";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread named = new Thread(work, "console-redrives");
        named.setDaemon(true);
        return named;
    });

    public Redrives(KafkaClients kafka) {
        consumer = kafka.consumer(
                "redrive", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Map.of("max.poll.records", "1"));
        producer = kafka.producer("redrive", new ByteArraySerializer(), new ByteArraySerializer(), Map.of());
    }

    /** Completes with the record that a letter is about; fails with {@link LookupFailedException} if it is gone. */
    public CompletableFuture<ConsumerRecord<byte[], byte[]>> find(DeadLetterView letter) {
        return CompletableFuture.supplyAsync(() -> read(letter), thread);
    }

    private ConsumerRecord<byte[], byte[]> read(DeadLetterView letter) {
        TopicPartition partition = new TopicPartition(letter.topic(), letter.partition());
        String expected = "topic %s partition %d offset %d: expected the record of the letter, found "
                .formatted(letter.topic(), letter.partition(), letter.offset());
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, letter.offset());
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
                if (record.offset() == letter.offset()) {
                    return record;
                }
            }
            throw LookupFailedException.missing(expected + "none", null);
        } catch (OffsetOutOfRangeException e) {
            throw LookupFailedException.missing(expected + "that the log no longer reaches back to it", e);
        }
    }

    /** Completes with the offset of the copy once it is acknowledged. */
    public CompletableFuture<Long> write(ConsumerRecord<byte[], byte[]> record) {
        return CompletableFuture.supplyAsync(() -> append(record), thread);
    }

    private long append(ConsumerRecord<byte[], byte[]> record) {
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                record.topic(), record.partition(), record.key(), record.value(), record.headers());
        String place = "%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
        copy.headers().add(OF, place.getBytes(StandardCharsets.UTF_8));
        try {
            return producer.send(copy).get().offset();
        } catch (ExecutionException e) {
            throw new KafkaException(place + ": the copy was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            consumer.close();
            producer.close(PATIENCE);
        }
    }
}
