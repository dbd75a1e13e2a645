package io.ddpo.console.model;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.topics.RunNames;
import java.util.Set;

/**
 * A record that could not be processed. Its payload stays in the log.
 *
 * @param letterOffset of the dead letter itself
 * @param redrivable whether it may be written into its topic once more: work is taken from there, and each piece is
 *     known by its id
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
        boolean redrivable,
        long time) {

    static DeadLetterView of(RunNames run, long letterOffset, DeadLetter letter) {
        return new DeadLetterView(
                letterOffset,
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getKey().orElse(null),
                letter.getStage(),
                letter.getReason(),
                letter.getWorker(),
                Set.of(run.rolloutRequests(), run.samples(), run.scores()).contains(letter.getTopic()),
                letter.getTimestamp().toEpochMilli());
    }
}
