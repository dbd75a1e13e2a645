package io.ddpo.sampler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
 * The share group's queue of rollout requests, one at a time. Only one thread may use it, since a share consumer knows
 * no other; the sampling itself runs elsewhere, so that a long step never keeps a lock from being renewed.
 */
final class RequestSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestSource.class);

    /** Two renewals may fail to come through before the lock is lost. */
    private static final int RENEWALS_A_LOCK = 3;

    /** A broker that does not answer for this long has most likely ended the share session. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ShareConsumer<String, byte[]> consumer;
    private final Duration lock;
    private final InstantSource clock;
    private ConsumerRecord<String, byte[]> held;
    private Instant renewed;

    /**
     * Joins the share group of the consumer, which this closes.
     *
     * @param consumer acknowledges explicitly and takes one record at a time
     * @param lock how long the group lets a record be held, unless the broker says otherwise
     */
    RequestSource(ShareConsumer<String, byte[]> consumer, String topic, Duration lock, InstantSource clock) {
        this.consumer = consumer;
        this.lock = lock;
        this.clock = clock;
        consumer.subscribe(List.of(topic));
    }

    /** Takes the next request, which then is held; waits for it for {@code patience}. Called with none held. */
    Optional<Delivery> take(Duration patience) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(patience)) {
            hold(message);
            return Optional.of(Delivery.of(message));
        }
        return Optional.empty();
    }

    /** Whether a request is held, as far as is known. */
    boolean isHolding() {
        return held != null;
    }

    /** Renews the lock if that is due. */
    void keep() {
        Duration interval = consumer.acquisitionLockTimeoutMs()
                .map(Duration::ofMillis)
                .orElse(lock)
                .dividedBy(RENEWALS_A_LOCK);
        if (held != null && !clock.instant().isBefore(renewed.plus(interval)) && settle(AcknowledgeType.RENEW)) {
            // the next poll hands a renewed record out again, at once; only that makes it open to acknowledgement
            consumer.poll(Duration.ZERO).forEach(this::hold);
        }
    }

    /** Ends the request for good. */
    boolean accept() {
        return settle(AcknowledgeType.ACCEPT);
    }

    /** Gives the request back, for this or another sampler to take. */
    boolean release() {
        return settle(AcknowledgeType.RELEASE);
    }

    /** Ends a request that nobody can do. */
    boolean reject() {
        return settle(AcknowledgeType.REJECT);
    }

    private void hold(ConsumerRecord<String, byte[]> message) {
        held = message;
        renewed = clock.instant();
    }

    /** Acknowledges what is held, which then no longer is: whether the lock was still this member's. */
    private boolean settle(AcknowledgeType type) {
        ConsumerRecord<String, byte[]> message = held;
        held = null;
        if (message == null) {
            return false;
        }
        consumer.acknowledge(message, type);
        Optional<KafkaException> refusal = commit();
        refusal.ifPresent(cause -> log.atWarn()
                .addKeyValue("topic", message.topic())
                .addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset())
                .addKeyValue("acknowledgement", type)
                .setCause(cause)
                .log("The lock on a request was lost"));
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
