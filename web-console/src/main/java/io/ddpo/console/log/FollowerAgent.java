package io.ddpo.console.log;

import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.ops.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Keeps the runs in memory as their logs say. */
public final class FollowerAgent implements Agent {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final Runs runs;
    private final ModelLimits limits;
    private final InstantSource clock;
    private volatile Consumer<String, byte[]> consumer;
    private volatile boolean caughtUp;
    private LogFollower follower;

    public FollowerAgent(
            KafkaClients kafka, SchemaRegistry registry, Runs runs, ModelLimits limits, InstantSource clock) {
        this.kafka = kafka;
        this.registry = registry;
        this.runs = runs;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public String roleName() {
        return "console-follower";
    }

    @Override
    public void onStart() {
        consumer = kafka.consumer("follower", new StringDeserializer(), new ByteArrayDeserializer(), Map.of());
        follower = new LogFollower(consumer, registry, runs, limits, clock);
    }

    @Override
    public int doWork() {
        int records = follower.follow(POLL);
        caughtUp = follower.isCaughtUp();
        return records;
    }

    /** Up once the logs were read to their ends. */
    public Status readiness() {
        return caughtUp ? Status.up("follows %d runs".formatted(runs.all().size())) : Status.down("reads the logs");
    }

    @Override
    public void wakeup() {
        Consumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void onClose() {
        if (follower != null) {
            follower.close();
        }
    }
}
