package io.ddpo.service.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as a share group hands it out.
 *
 * @param message as it lies in the log
 * @param count how often it has been handed out, this time included; at least 1
 */
public record Delivery(ConsumerRecord<String, byte[]> message, int count) {
    /**
     * The record with its count.
     *
     * @throws IllegalStateException if it is not from a share consumer
     */
    public static Delivery of(ConsumerRecord<String, byte[]> message) {
        short count = message.deliveryCount()
                .orElseThrow(() -> new IllegalStateException("a share consumer's record has no delivery count"));
        return new Delivery(message, count);
    }
}
