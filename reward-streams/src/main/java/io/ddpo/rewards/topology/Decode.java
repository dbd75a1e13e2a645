package io.ddpo.rewards.topology;

import io.ddpo.schemas.serde.Unreadable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads values; those that cannot be read become dead letters with their bytes, and the stream goes on. What such a
 * record was about stays missing, so that its request is issued again.
 */
final class Decode<T extends SpecificRecord> extends ContextualProcessor<String, byte[], String, SpecificRecord> {
    private final Deserializer<T> deserializer;
    private final DeadLetters deadLetters;
    private final String next;

    /** @param next the child that takes what was read */
    Decode(Deserializer<T> deserializer, DeadLetters deadLetters, String next) {
        this.deserializer = deserializer;
        this.deadLetters = deadLetters;
        this.next = next;
    }

    /** @throws SerializationException if the registry does not answer: no fault of the record, and it may pass */
    @Override
    public void process(Record<String, byte[]> message) {
        String topic = context().recordMetadata().orElseThrow().topic();
        if (message.value() == null) {
            refuse(message, "topic " + topic + ": expected a value, found a tombstone");
            return;
        }
        T value;
        try {
            value = deserializer.deserialize(topic, message.value());
        } catch (SerializationException e) {
            if (Unreadable.mayPass(e)) {
                throw e;
            }
            refuse(message, e.getMessage());
            return;
        }
        context().forward(message.withValue(value), next);
    }

    private void refuse(Record<String, byte[]> message, String reason) {
        deadLetters.send(context(), message, Stage.READING, reason, message.value());
    }
}
