package io.ddpo.local.fleet;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Keeps as many samplers in this JVM as the last command to the run wants. */
public final class FleetRole implements Role {
    private static final String WORKER = "fleet";
    private static final Setting<String> RUN =
            Setting.text("run", "run whose samplers are kept").check(RunNames.EXPECTED, RunNames::isValid);

    private final int atFirst;
    private final IntFunction<RoleProcess> samplers;

    /**
     * @param atFirst how many, as long as no command says otherwise
     * @param samplers makes the one with a number from 1 on, not started yet
     */
    public FleetRole(int atFirst, IntFunction<RoleProcess> samplers) {
        this.atFirst = atFirst;
        this.samplers = samplers;
    }

    @Override
    public String name() {
        return WORKER;
    }

    @Override
    public String doc() {
        return "keeps as many samplers as the last command to the run wants";
    }

    @Override
    public SettingsSpec settings() {
        return RegistryAccess.in(SettingsSpec.of(RUN), RegistrySettings.names());
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        SchemaRegistry registry = RegistryAccess.open(context.settings(), SchemaRegistries::open);
        KafkaClients kafka = context.kafka(WORKER);
        RunNames run = new RunNames(context.settings().get(RUN));
        return List.of(new FleetAgent(
                () -> kafka.consumer(
                        "control", new StringDeserializer(), new AvroDeserializer<>(registry, Control.class), Map.of()),
                registry,
                run,
                atFirst,
                samplers));
    }
}
