package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.PictureLocation;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a processor cannot use to the dead letters, where people find it.
 *
 * @param sink the processor's child that takes them
 * @param worker who signs them
 */
record DeadLetters(String sink, String worker, RewardMetrics metrics) {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    /** Larger values are not repeated: the letter says where they lie. */
    private static final int LARGEST_PAYLOAD = 1 << 20;

    /**
     * Sends the record that is being processed.
     *
     * @param payload its value as it lies in the log; null not to repeat it
     */
    void send(
            ProcessorContext<String, ? super DeadLetter> context,
            Record<String, ?> message,
            Stage stage,
            String reason,
            byte[] payload) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        PictureLocation place = new PictureLocation(origin.topic(), origin.partition(), origin.offset());
        send(context, message.key(), place, stage, reason, payload);
    }

    /** Sends a sample that scorers gave up. */
    void send(ProcessorContext<String, ? super DeadLetter> context, String key, PictureLocation origin, String reason) {
        send(context, key, origin, Stage.SCORING, reason, null);
    }

    private void send(
            ProcessorContext<String, ? super DeadLetter> context,
            String key,
            PictureLocation origin,
            Stage stage,
            String reason,
            byte[] payload) {
        log.atWarn()
                .addKeyValue("topic", origin.getTopic())
                .addKeyValue("partition", origin.getPartition())
                .addKeyValue("offset", origin.getOffset())
                .addKeyValue("trajectoryId", key)
                .addKeyValue("worker", worker)
                .log("Record becomes a dead letter: {}", reason);
        metrics.deadLettered(stage);
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(origin.getTopic())
                .setPartition(origin.getPartition())
                .setOffset(origin.getOffset())
                .setKey(key)
                .setStage(stage.text())
                .setReason(reason)
                .setWorker(worker)
                .setTimestamp(Instant.ofEpochMilli(context.currentSystemTimeMs()))
                .setPayload(payload == null || payload.length > LARGEST_PAYLOAD ? null : ByteBuffer.wrap(payload))
                .build();
        context.forward(new Record<>(key, letter, context.currentSystemTimeMs()), sink);
    }
}
