package io.ddpo.service.process;

import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.settings.Settings;
import java.time.InstantSource;

/**
 * What a process gives to its role.
 *
 * @param settings read and checked
 * @param health takes the role's own checks
 * @param metrics takes the role's own meters
 * @param clock what the role asks for the time
 */
public record RoleContext(Settings settings, Health health, Metrics metrics, InstantSource clock) {
    /** Kafka clients of the worker called {@code worker}, with their metrics bound. */
    public KafkaClients kafka(String worker) {
        return new KafkaClients(worker, settings, metrics::bind);
    }
}
