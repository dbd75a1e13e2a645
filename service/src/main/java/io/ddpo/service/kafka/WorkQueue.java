package io.ddpo.service.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share group's work as one of its members sees it: a few records are taken, held together while they are worked on,
 * and settled together. Only one thread may use it, since a share consumer knows no other; work that takes long runs
 * elsewhere, so that it never keeps a lock from being renewed.
 */
public final class WorkQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

    /** Two renewals may fail to come through before the lock is lost. */
    private static final int RENEWALS_A_LOCK = 3;

    /** A broker that does not answer for this long has most likely ended the share session. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ShareConsumer<String, byte[]> consumer;
    private final Duration lock;
    private final InstantSource clock;
    private List<ConsumerRecord<String, byte[]>> held = List.of();
    private Instant renewed;

    /**
     * Joins the share group of the consumer, which this closes.
     *
     * @param consumer acknowledges explicitly; its {@code max.poll.records} is how many are taken at most
     * @param lock how long the group lets a record be held, unless the broker says otherwise
     */
    public WorkQueue(ShareConsumer<String, byte[]> consumer, List<String> topics, Duration lock, InstantSource clock) {
        this.consumer = consumer;
        this.lock = lock;
        this.clock = clock;
        consumer.subscribe(topics);
    }

    /** Takes what comes next, which then is held; waits for it for {@code patience}. Called with nothing held. */
    public List<Delivery> take(Duration patience) {
        hold(consumer.poll(patience));
        return held.stream().map(Delivery::of).toList();
    }

    /** Whether something is held, as far as is known. */
    public boolean isHolding() {
        return !held.isEmpty();
    }

    /** Renews the locks if that is due. If one of them is lost, nothing is held any more. */
    public void keep() {
        Duration interval = consumer.acquisitionLockTimeoutMs()
                .map(Duration::ofMillis)
                .orElse(lock)
                .dividedBy(RENEWALS_A_LOCK);
        boolean due = isHolding() && !clock.instant().isBefore(renewed.plus(interval));
        int count = held.size();
        if (due && settle(AcknowledgeType.RENEW)) {
            // the next poll hands renewed records out again, at once; only that makes them open to acknowledgement
            hold(consumer.poll(Duration.ZERO));
            if (held.size() < count) {
                release();
            }
        }
    }

    /** Ends what is held for good: whether it still was this member's. */
    public boolean accept() {
        return settle(AcknowledgeType.ACCEPT);
    }

    /** Gives back what is held, for this or another member to take. */
    public boolean release() {
        return settle(AcknowledgeType.RELEASE);
    }

    /** Ends what nobody can do. */
    public boolean reject() {
        return settle(AcknowledgeType.REJECT);
    }

    private void hold(Iterable<ConsumerRecord<String, byte[]>> messages) {
        List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>();
        messages.forEach(taken::add);
        held = List.copyOf(taken);
        renewed = clock.instant();
    }

    /** Acknowledges what is held, which then no longer is: whether all locks were still this member's. */
    private boolean settle(AcknowledgeType type) {
        List<ConsumerRecord<String, byte[]>> messages = held;
        held = List.of();
        if (messages.isEmpty()) {
            return false;
        }
        messages.forEach(message -> consumer.acknowledge(message, type));
        Optional<KafkaException> refusal = commit();
        refusal.ifPresent(cause -> log.atWarn()
                .addKeyValue("topic", messages.get(0).topic())
                .addKeyValue("partition", messages.get(0).partition())
                .addKeyValue("offset", messages.get(0).offset())
                .addKeyValue("acknowledgement", type)
                .setCause(cause)
                .log("The lock on work was lost"));
        return refusal.isEmpty();
    }

    private Optional<KafkaException> commit() {
        try {
            Map<TopicIdPartition, Optional<KafkaException>> results = consumer.commitSync(ANSWER);
            return results.values().stream().flatMap(Optional::stream).findFirst();
        } catch (TimeoutException e) {
            return Optional.of(e);
        }
    }

    /** Leaves the group; what is still held is released. */
    @Override
    public void close() {
        consumer.close();
    }
}
