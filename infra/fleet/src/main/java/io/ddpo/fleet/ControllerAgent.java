package io.ddpo.fleet;

import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.Closer;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.ops.Status;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.WorkerIdentity;
import io.ddpo.service.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/** Runs a {@link FleetController}, and shows how it stands: at {@code /readyz}, in metrics, and to the runs. */
final class ControllerAgent implements Agent {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final BackendKind kind;
    private final RoleContext context;
    private final Closer clients = new Closer();
    private volatile FleetController controller;

    ControllerAgent(BackendKind kind, RoleContext context) {
        this.kind = kind;
        this.context = context;
        context.health().ready("workers", this::status);
    }

    @Override
    public String roleName() {
        return "fleet";
    }

    @Override
    public void onStart() {
        Settings settings = context.settings();
        String fleet = settings.get(ControllerSettings.FLEET);
        KafkaClients kafka = context.kafka(fleet);
        SchemaRegistry registry = clients.add(RegistryAccess.open(settings, SchemaRegistries::open));
        FleetLog log = clients.add(FleetLog.open(kafka, registry, fleet));
        Backend backend = clients.add(kind.open(fleet, context));
        WorkerIdentity identity =
                WorkerIdentity.here("fleet", Optional.of(fleet), context.clock().instant());
        FleetVoice voice = clients.add(FleetVoice.open(kafka, registry, identity, context.clock()));
        FleetMeters meters = new FleetMeters(context.metrics().registry());
        controller = new FleetController(
                log,
                ControllerSettings.limits(settings),
                backend,
                settings.get(ControllerSettings.INTERVAL),
                state -> {
                    meters.show(state.standings());
                    voice.say(state);
                },
                context.clock());
    }

    @Override
    public int doWork() {
        controller.turn(LOOK);
        return 1; // the look has waited
    }

    private Status status() {
        FleetController opened = controller;
        if (opened == null || !opened.hasLooked()) {
            return Status.down("the list of runs is not read yet");
        }
        return opened.state()
                .problem()
                .map(Status::down)
                .orElseGet(() -> Status.up("%d roles of runs are kept"
                        .formatted(opened.state().standings().size())));
    }

    @Override
    public void onClose() throws Exception {
        clients.close();
    }
}
