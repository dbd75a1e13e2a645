package io.ddpo.sampler;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.service.kafka.Delivery;
import io.ddpo.service.kafka.WorkQueue;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests in. Kafka drops a record silently once it was handed out too often, so that the last delivery but one
 * is used to save it: what can be read is written anew under its id, what cannot becomes a dead letter.
 *
 * @param worker who takes in
 * @param deliveryLimit at how many deliveries Kafka drops a record
 */
record Intake(
        String worker,
        WorkQueue requests,
        Deserializer<RolloutRequest> deserializer,
        Publisher publisher,
        SamplerMetrics metrics,
        int deliveryLimit,
        InstantSource clock) {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /**
     * The request to work on, which the source holds; empty if the delivery was settled otherwise.
     *
     * @throws SerializationException if it cannot be read here and now; it was given back
     */
    Optional<RolloutRequest> accept(Delivery delivery) {
        metrics.delivered(delivery.count());
        boolean last = delivery.count() >= deliveryLimit - 1;
        RolloutRequest request;
        try {
            request = read(delivery.message());
        } catch (SerializationException e) {
            settleUnreadable(delivery, last, e);
            return Optional.empty();
        }
        if (last) {
            writeAnew(delivery, request);
            return Optional.empty();
        }
        return Optional.of(request);
    }

    private RolloutRequest read(ConsumerRecord<String, byte[]> message) {
        if (message.value() == null) {
            throw new SerializationException("topic %s offset %d: expected a RolloutRequest, found a tombstone"
                    .formatted(message.topic(), message.offset()));
        }
        return deserializer.deserialize(message.topic(), message.value());
    }

    /** A registry that does not answer looks the same as a bad record, so that it takes many attempts to tell. */
    private void settleUnreadable(Delivery delivery, boolean last, SerializationException cause) {
        if (!last) {
            requests.release();
            throw cause;
        }
        ConsumerRecord<String, byte[]> message = delivery.message();
        publisher.deadLetter(DeadLetter.newBuilder()
                .setTopic(message.topic())
                .setPartition(message.partition())
                .setOffset(message.offset())
                .setKey(message.key())
                .setStage("request")
                .setReason(cause.getMessage())
                .setWorker(worker)
                .setTimestamp(clock.instant())
                .setPayload(message.value() == null ? null : ByteBuffer.wrap(message.value()))
                .build());
        requests.reject();
    }

    private void writeAnew(Delivery delivery, RolloutRequest request) {
        publisher.again(request);
        requests.accept();
        metrics.republished();
        log.atWarn()
                .addKeyValue("run", request.getRun())
                .addKeyValue("iteration", request.getIteration())
                .addKeyValue("offset", delivery.message().offset())
                .addKeyValue("deliveries", delivery.count())
                .log("A request that was handed out too often is written anew");
    }
}
