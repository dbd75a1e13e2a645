package io.ddpo.sampler;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.payload.Locations;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Writes to the topics of a run. What a request's answer consists of is acknowledged by all replicas when a method
 * returns; heartbeats and metrics are not waited for. Thread-safe.
 *
 * <p>Methods throw {@link KafkaException} if a record is not acknowledged.
 */
final class Publisher implements AutoCloseable {
    /** Answers are acknowledged by then; only a heartbeat may still be under way. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final RunNames run;
    private final Producer<String, byte[]> producer;
    private final SchemaRegistry registry;
    private final Map<Class<?>, AvroSerializer<?>> serializers = new ConcurrentHashMap<>();

    /**
     * Closes the producer, not the registry.
     *
     * @param producer idempotent, waits for all replicas
     */
    Publisher(RunNames run, Producer<String, byte[]> producer, SchemaRegistry registry) {
        this.run = run;
        this.producer = producer;
        this.registry = registry;
    }

    /** Publishes trajectories: where each of them lies, in their order. */
    List<Location> trajectories(List<Trajectory> trajectories) {
        List<Sent> sent = new ArrayList<>(trajectories.size());
        for (Trajectory trajectory : trajectories) {
            sent.add(send(run.trajectories(), trajectory.getId(), Trajectory.class, trajectory));
        }
        producer.flush();
        return sent.stream().map(Sent::location).toList();
    }

    /** Publishes outcomes. */
    void outcomes(List<Outcome> outcomes) {
        List<Sent> sent = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            sent.add(send(run.samples(), outcome.getTrajectoryId(), Outcome.class, outcome));
        }
        producer.flush();
        sent.forEach(Sent::acknowledged);
    }

    /** Publishes a request anew, under its id. */
    void again(RolloutRequest request) {
        send(run.rolloutRequests(), request.getId(), RolloutRequest.class, request)
                .acknowledged();
    }

    /** Publishes what nobody could process. */
    void deadLetter(DeadLetter letter) {
        send(run.deadLetters(), null, DeadLetter.class, letter).acknowledged();
    }

    /** Publishes what this worker does, without waiting. */
    void heartbeat(WorkerHeartbeat heartbeat) {
        send(run.workers(), heartbeat.getWorker(), WorkerHeartbeat.class, heartbeat);
    }

    /** Publishes figures, without waiting. */
    void metric(Metric metric) {
        send(run.metrics(), metric.getSeries(), Metric.class, metric);
    }

    @SuppressWarnings("unchecked") // a serializer is kept under the class it was made for
    private <T extends SpecificRecord> Sent send(String topic, String key, Class<T> type, T value) {
        AvroSerializer<T> serializer =
                (AvroSerializer<T>) serializers.computeIfAbsent(type, unseen -> new AvroSerializer<>(registry, type));
        byte[] bytes = serializer.serialize(topic, value);
        return new Sent(key, bytes, producer.send(new ProducerRecord<>(topic, key, bytes)));
    }

    /** Waits a moment for what is still on its way. */
    @Override
    public void close() {
        producer.close(LAST_WORDS);
    }

    private record Sent(String key, byte[] value, Future<RecordMetadata> future) {
        RecordMetadata acknowledged() {
            try {
                return future.get();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
            }
        }

        Location location() {
            return Locations.of(acknowledged(), key, value);
        }
    }
}
