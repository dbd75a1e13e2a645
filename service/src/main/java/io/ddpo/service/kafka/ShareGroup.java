package io.ddpo.service.kafka;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;

/**
 * The settings of a share group that divides work. They belong to the group, not to its members, and have to be there before
 * the first of them: Kafka's own defaults begin at the end of the topic and read what a transaction may still undo.
 *
 * @param group id of the group
 * @param lock how long a member may hold a record without renewing it
 * @param deliveryLimit how often Kafka hands a record out before it drops it
 */
public record ShareGroup(String group, Duration lock, int deliveryLimit) {
    /** Far longer than a broker takes to learn of a setting from the controller. */
    private static final Duration PROPAGATION = Duration.ofSeconds(10);

    private static final Duration GLANCE = Duration.ofMillis(20);

    /**
     * Sets the group up and returns when the broker knows. Safe to repeat and to run from several processes.
     *
     * @throws FatalRoleException if the broker's bounds do not allow the settings
     * @throws KafkaException if the cluster refuses or does not answer
     */
    public void setUp(Admin admin) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        try {
            await(admin.incrementalAlterConfigs(Map.of(resource, operations())).all());
        } catch (InvalidConfigurationException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "share group %s: expected a broker that allows %s, got: %s"
                            .formatted(group, settings(), e.getMessage()),
                    e);
        }
        awaitVisible(admin, resource);
    }

    private Map<String, String> settings() {
        return new TreeMap<>(Map.of(
                "share.isolation.level",
                "read_committed",
                "share.auto.offset.reset",
                "earliest",
                "share.record.lock.duration.ms",
                Long.toString(lock.toMillis()),
                "share.delivery.count.limit",
                Integer.toString(deliveryLimit)));
    }

    private Collection<AlterConfigOp> operations() {
        return settings().entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), OpType.SET))
                .toList();
    }

    private void awaitVisible(Admin admin, ConfigResource resource) {
        long start = System.nanoTime();
        while (!isVisible(await(admin.describeConfigs(List.of(resource)).all()).get(resource))) {
            if (System.nanoTime() - start > PROPAGATION.toNanos()) {
                throw new TimeoutException("share group %s: expected the broker to know %s within %d s"
                        .formatted(group, settings(), PROPAGATION.toSeconds()));
            }
            Utils.sleep(GLANCE.toMillis());
        }
    }

    private boolean isVisible(Config found) {
        return settings().entrySet().stream().allMatch(wanted -> {
            ConfigEntry entry = found.get(wanted.getKey());
            return entry != null && wanted.getValue().equals(entry.value());
        });
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
