package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Writes what a scorer has to say to the topics of its run. Thread-safe. */
final class Results implements AutoCloseable {
    /** Results are acknowledged by then; only a heartbeat may still be under way. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final RunNames run;
    private final String scores;
    private final Producer<String, byte[]> producer;
    private final AvroSerializer<Reward> rewards;
    private final AvroSerializer<DeadLetter> deadLetters;
    private final AvroSerializer<WorkerHeartbeat> heartbeats;

    /**
     * Closes the producer, not the registry.
     *
     * @param scores topic of the results
     * @param producer idempotent, waits for all replicas
     */
    Results(RunNames run, String scores, Producer<String, byte[]> producer, SchemaRegistry registry) {
        this.run = run;
        this.scores = scores;
        this.producer = producer;
        this.rewards = new AvroSerializer<>(registry, Reward.class);
        this.deadLetters = new AvroSerializer<>(registry, DeadLetter.class);
        this.heartbeats = new AvroSerializer<>(registry, WorkerHeartbeat.class);
    }

    /**
     * Writes the end of a batch; all replicas have it when this returns.
     *
     * @throws KafkaException if a record is not acknowledged
     */
    void publish(List<Reward> ended, List<DeadLetter> unreadable) {
        List<Future<RecordMetadata>> sent = Stream.concat(
                        ended.stream().map(reward -> send(scores, reward.getTrajectoryId(), rewards, reward)),
                        unreadable.stream().map(letter -> send(run.deadLetters(), null, deadLetters, letter)))
                .toList();
        producer.flush();
        sent.forEach(Results::acknowledged);
    }

    /** Writes what this worker does, without waiting. */
    @SuppressWarnings("FutureReturnValueIgnored") // a heartbeat that is lost is followed by another
    void heartbeat(WorkerHeartbeat heartbeat) {
        send(run.workers(), heartbeat.getWorker(), heartbeats, heartbeat);
    }

    /** Waits a moment for what is still on its way. */
    @Override
    public void close() {
        producer.close(LAST_WORDS);
    }

    private <T extends SpecificRecord> Future<RecordMetadata> send(
            String topic, String key, AvroSerializer<T> serializer, T value) {
        return producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, value)));
    }

    private static void acknowledged(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
