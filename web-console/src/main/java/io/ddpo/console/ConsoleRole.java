package io.ddpo.console;

import io.ddpo.console.launch.Launcher;
import io.ddpo.console.log.BacklogAgent;
import io.ddpo.console.log.FollowerAgent;
import io.ddpo.console.log.RunMeters;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.SettingsSpec;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The role that shows runs in a browser and lets people steer them. No run can tell whether it is there. */
public final class ConsoleRole implements Role {
    private static final String WORKER = "console";

    private final Optional<Launcher> launcher;
    private final Consumer<URI> opened;

    /**
     * @param launcher of replays and forks, not closed by the role; empty for a console that can train nothing
     * @param opened is told the address once it answers, on a thread of the role
     */
    public ConsoleRole(Optional<Launcher> launcher, Consumer<URI> opened) {
        this.launcher = launcher;
        this.opened = opened;
    }

    @Override
    public String name() {
        return WORKER;
    }

    @Override
    public String doc() {
        return "shows the runs of a cluster in a browser and steers them";
    }

    @Override
    public SettingsSpec settings() {
        return ConsoleSettings.spec();
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        SchemaRegistry registry = RegistryAccess.open(context.settings(), SchemaRegistries::open);
        KafkaClients kafka = context.kafka(WORKER);
        Runs runs = new Runs();
        FollowerAgent follower =
                new FollowerAgent(kafka, registry, runs, ConsoleSettings.limits(context.settings()), context.clock());
        context.health().ready("log", follower::readiness);
        return List.of(
                follower,
                new BacklogAgent(kafka, runs, new RunMeters(context.metrics().registry()), context.clock()),
                new WebAgent(
                        context,
                        ConsoleSettings.webOptions(context.settings()),
                        kafka,
                        registry,
                        runs,
                        launcher,
                        opened));
    }
}
