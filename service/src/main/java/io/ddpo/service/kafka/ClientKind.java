package io.ddpo.service.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A kind of client, with what its configuration is by default and what it must be. */
enum ClientKind {
    /** Trajectories and chunks of weights are megabytes, far beyond Kafka's default limits. */
    PRODUCER(
            Map.of("max.request.size", Integer.toString(32 << 20), "buffer.memory", Integer.toString(64 << 20)),
            Map.of("acks", "all", "enable.idempotence", "true"),
            Set.of("transactional.id", "key.serializer", "value.serializer")),
    CONSUMER(
            Map.of("auto.offset.reset", "none"),
            Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"),
            Set.of("auto.offset.reset", "group.id", "key.deserializer", "value.deserializer")),
    SHARECONSUMER(
            Map.of(),
            Map.of("share.acknowledgement.mode", "explicit", "share.acquire.mode", "record_limit"),
            Set.of("max.poll.records", "group.id", "key.deserializer", "value.deserializer")),
    STREAMS(
            Map.of(),
            Map.of("processing.guarantee", "exactly_once_v2"),
            Set.of("application.id", "default.key.serde", "default.value.serde")),
    ADMIN(Map.of(), Map.of(), Set.of());

    private final Map<String, String> defaults;
    private final Map<String, String> fixed;
    private final Set<String> owned;

    ClientKind(Map<String, String> defaults, Map<String, String> fixed, Set<String> owned) {
        this.defaults = defaults;
        this.fixed = fixed;
        this.owned = owned;
    }

    /** The prefix of settings for this kind alone, without that of Kafka. */
    String scope() {
        return name().toLowerCase(Locale.ROOT) + ".";
    }

    /** What holds unless settings or the role say otherwise. */
    Map<String, String> defaults() {
        return defaults;
    }

    /** What the promises of the project rest on; nobody may say otherwise. */
    Map<String, String> fixed() {
        return fixed;
    }

    /** What the role decides, not its settings. */
    boolean owns(String key) {
        return key.equals("client.id") || owned.contains(key);
    }
}
