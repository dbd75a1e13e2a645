package io.ddpo.rewards;

import io.ddpo.rewards.topology.Operation;
import io.ddpo.rewards.topology.RewardMetrics;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.process.WorkerIdentity;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;

/** The role that turns samples into rewards and rewards into advantages. Any number of processes share the work. */
public final class RewardStreamsRole implements Role {
    @Override
    public String name() {
        return "rewards";
    }

    @Override
    public String doc() {
        return "turns samples into rewards, and the rewards of an iteration into advantages";
    }

    @Override
    public SettingsSpec settings() {
        return RegistryAccess.in(
                SettingsSpec.of(
                        RewardStreamsSettings.RUN,
                        RewardStreamsSettings.WORKER,
                        RewardStreamsSettings.OVERDUE_AFTER,
                        RewardStreamsSettings.HEARTBEAT_INTERVAL),
                RegistrySettings.names());
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return Map.of("run", settings.get(RewardStreamsSettings.RUN));
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        Settings settings = context.settings();
        WorkerIdentity worker = WorkerIdentity.here(
                name(),
                settings.find(RewardStreamsSettings.WORKER),
                context.clock().instant());
        Operation operation = new Operation(
                worker.name(),
                settings.get(RewardStreamsSettings.OVERDUE_AFTER),
                new RewardMetrics(context.metrics().registry()));
        RewardStreamsAgent agent = new RewardStreamsAgent(
                new KafkaWorkplace(context, worker, operation),
                operation,
                settings.get(RoleSettings.STALL_TIMEOUT),
                context.clock());
        context.health().ready("streams", agent::status);
        return List.of(agent);
    }
}
