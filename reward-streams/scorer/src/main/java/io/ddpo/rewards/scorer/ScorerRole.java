package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.process.WorkerIdentity;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The role that asks a learned or remote reward about samples. Any number of processes share the work. */
public final class ScorerRole implements Role {
    /** A member of a share group has connections and threads; a broker has 200 in a group unless it is told otherwise. */
    private static final int MOST_IN_HAND = 16;

    private final Rewards rewards;

    /** A scorer that knows the rewards on the class path. */
    public ScorerRole() {
        this(Rewards.installed());
    }

    /** A scorer that knows {@code rewards}. */
    ScorerRole(Rewards rewards) {
        this.rewards = rewards;
    }

    @Override
    public String name() {
        return "scorer";
    }

    @Override
    public String doc() {
        return "asks a learned or remote reward about samples";
    }

    @Override
    public SettingsSpec settings() {
        return RegistryAccess.in(
                SettingsSpec.of(
                                ScorerSettings.RUN,
                                ScorerSettings.WORKER,
                                ScorerSettings.CONCURRENCY,
                                ScorerSettings.BATCH_SIZE,
                                ScorerSettings.CALL_TIMEOUT,
                                ScorerSettings.ATTEMPTS,
                                ScorerSettings.PATIENCE,
                                ScorerSettings.CALLS_PER_SECOND,
                                ScorerSettings.LOCK_DURATION,
                                ScorerSettings.DELIVERY_LIMIT,
                                ScorerSettings.HEARTBEAT_INTERVAL)
                        .passing(ScorerSettings.PARAMETERS),
                RegistrySettings.names());
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return Map.of("run", settings.get(ScorerSettings.RUN));
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        WorkerIdentity worker = WorkerIdentity.here(
                name(),
                context.settings().find(ScorerSettings.WORKER),
                context.clock().instant());
        int slots = slots(context.settings().get(ScorerSettings.CONCURRENCY));
        Activity activity = new Activity(slots, context.clock());
        Desk desk = new Desk(
                worker,
                new KafkaOpening(context, worker, rewards),
                activity,
                context.settings().get(RoleSettings.STALL_TIMEOUT),
                context.clock());
        List<Agent> agents = new ArrayList<>(List.of(desk));
        for (int i = 1; i <= slots; i++) {
            agents.add(new Slot(worker.name() + "-" + i, desk::opened, activity));
        }
        return agents;
    }

    /** One more for each call at once, so that the next batch is in hand when it ends: calls tend to end together. */
    private static int slots(int concurrency) {
        return concurrency + Math.min(concurrency, MOST_IN_HAND);
    }
}
