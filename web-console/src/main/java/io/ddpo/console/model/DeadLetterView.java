package io.ddpo.console.model;

import io.ddpo.schemas.avro.DeadLetter;

/**
 * A record that could not be processed. Its payload stays in the log.
 *
 * @param letterOffset of the dead letter itself
 * @param time in milliseconds since the epoch
 */
public record DeadLetterView(
        long letterOffset,
        String topic,
        int partition,
        long offset,
        String key,
        String stage,
        String reason,
        String worker,
        long time) {

    static DeadLetterView of(long letterOffset, DeadLetter letter) {
        return new DeadLetterView(
                letterOffset,
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getKey().orElse(null),
                letter.getStage(),
                letter.getReason(),
                letter.getWorker(),
                letter.getTimestamp().toEpochMilli());
    }
}
