package io.ddpo.learner;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Location;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that were stepped over, until a commit tells of them. What a learner that dies has not told of, its successor
 * steps over again. One thread at a time.
 */
final class Rejects {
    private static final Logger log = LoggerFactory.getLogger(Rejects.class);

    /** What a person can look at; a payload beyond it stays in its place. */
    private static final int LARGEST_PAYLOAD = 64 << 10;

    private final String worker;
    private final InstantSource clock;
    private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

    /** @param worker who steps over them */
    Rejects(String worker, InstantSource clock) {
        this.worker = worker;
        this.clock = clock;
    }

    /** Takes in an entry that could not be read, or whose value makes no sense. */
    void add(LogEntry<?> entry, String stage, String reason) {
        add(DeadLetter.newBuilder()
                .setTopic(entry.partition().topic())
                .setPartition(entry.partition().partition())
                .setOffset(entry.offset())
                .setKey(entry.key().orElse(null))
                .setPayload(small(entry.payload()).orElse(null))
                .setStage(stage)
                .setReason(reason));
    }

    /** Takes in a record that another one named. */
    void add(Location location, String stage, String reason) {
        add(DeadLetter.newBuilder()
                .setTopic(location.getTopic())
                .setPartition(location.getPartition())
                .setOffset(location.getOffset())
                .setKey(location.getTrajectoryId())
                .setStage(stage)
                .setReason(reason));
    }

    private void add(DeadLetter.Builder unsigned) {
        DeadLetter letter =
                unsigned.setWorker(worker).setTimestamp(clock.instant()).build();
        String place = letter.getTopic() + "/" + letter.getPartition() + "/" + letter.getOffset();
        if (letters.putIfAbsent(place, letter) != null) {
            return;
        }
        log.atWarn()
                .addKeyValue("topic", letter.getTopic())
                .addKeyValue("partition", letter.getPartition())
                .addKeyValue("offset", letter.getOffset())
                .log("A record is given up: {}", letter.getReason());
    }

    private static Optional<ByteBuffer> small(Optional<ByteBuffer> payload) {
        return payload.filter(bytes -> bytes.remaining() <= LARGEST_PAYLOAD);
    }

    /** All that were taken in since the last call. */
    List<DeadLetter> drain() {
        List<DeadLetter> drained = List.copyOf(letters.values());
        letters.clear();
        return drained;
    }
}
