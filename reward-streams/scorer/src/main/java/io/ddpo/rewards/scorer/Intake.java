package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.specification.ScoredSamples;
import io.ddpo.service.kafka.Delivery;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads what was taken. Kafka drops a record silently once it was handed out too often; the last delivery but one of a
 * sample is used to let it fail instead, since it has outlived every scorer that tried.
 *
 * @param worker who takes in
 * @param reward name of the reward
 * @param samples that are scored for the run; others are passed over
 * @param deliveryLimit at how many deliveries Kafka drops a record
 */
record Intake(
        String worker,
        String reward,
        ScoredSamples samples,
        Deserializer<Outcome> deserializer,
        int deliveryLimit,
        ScorerMetrics metrics,
        InstantSource clock) {
    /** Larger values are not repeated: the letter says where they lie. */
    private static final int LARGEST_PAYLOAD = 1 << 20;

    /** @throws SerializationException if the registry does not answer: no fault of the records, and it may pass */
    Batch read(List<Delivery> deliveries) {
        List<Batch.Entry> entries = new ArrayList<>(deliveries.size());
        List<DeadLetter> unreadable = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            metrics.delivered(delivery.count());
            try {
                entry(delivery).ifPresent(entries::add);
            } catch (SerializationException e) {
                if (Unreadable.mayPass(e)) {
                    throw e;
                }
                unreadable.add(deadLetter(delivery.message(), e.getMessage()));
            }
        }
        return new Batch(entries, unreadable);
    }

    private Optional<Batch.Entry> entry(Delivery delivery) {
        ConsumerRecord<String, byte[]> message = delivery.message();
        if (message.value() == null) {
            throw new SerializationException(
                    "topic %s: expected a value, found a tombstone".formatted(message.topic()));
        }
        Outcome outcome = deserializer.deserialize(message.topic(), message.value());
        return samples.here(message.topic(), outcome)
                .map(here -> new Batch.Entry(
                        here,
                        new PictureLocation(message.topic(), message.partition(), message.offset()),
                        settled(here, delivery.count())));
    }

    private Failure settled(Outcome outcome, int deliveries) {
        if (outcome.getResult() instanceof Failure failure) {
            return failure;
        }
        return deliveries < deliveryLimit - 1
                ? null
                : Batch.failure(reward, "handed out %d times, and no scorer lived to answer".formatted(deliveries - 1));
    }

    private DeadLetter deadLetter(ConsumerRecord<String, byte[]> message, String reason) {
        boolean repeat = message.value() != null && message.value().length <= LARGEST_PAYLOAD;
        return DeadLetter.newBuilder()
                .setTopic(message.topic())
                .setPartition(message.partition())
                .setOffset(message.offset())
                .setKey(message.key())
                .setStage("reading")
                .setReason(reason)
                .setWorker(worker)
                .setTimestamp(clock.instant())
                .setPayload(repeat ? ByteBuffer.wrap(message.value()) : null)
                .build();
    }
}
