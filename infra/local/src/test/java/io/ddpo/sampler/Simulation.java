package io.ddpo.sampler;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The role of a sampler as it is, but for its model, which is a {@link SimulatedModel}.
 *
 * @param each time that a sample takes
 * @param picture pixels of a picture's side
 */
public record Simulation(Duration each, int picture, Listener listener) implements Role {
    private static final Role REAL = new SamplerRole();

    /** Is told, on the thread of the model, that a request is begun with its weights in place. */
    public interface Listener {
        void begun(RolloutRequest request);
    }

    /** Bytes of the latents of one trajectory. */
    public static int latentBytes(int steps, LatentDtype type) {
        return SimulatedModel.latentBytes(steps, type);
    }

    @Override
    public String name() {
        return REAL.name();
    }

    @Override
    public String doc() {
        return REAL.doc();
    }

    @Override
    public SettingsSpec settings() {
        return REAL.settings();
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return REAL.tags(settings);
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        WorkerIdentity identity = WorkerIdentity.here(
                context.settings().find(SamplerSettings.WORKER),
                "simulated",
                context.clock().instant());
        SamplerModel.Loader loader = (specification, closer) -> closer.add(new SimulatedModel(
                specification.getBaseModel().getDigest(),
                each,
                picture,
                listener,
                identity.worker().hashCode()));
        return List.of(new SamplerAgent(
                identity.worker(),
                new SamplerOpening(context, identity, loader),
                context.settings().get(RoleSettings.STALL_TIMEOUT),
                context.clock()));
    }
}
