package io.ddpo.sampler;

import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The role that turns rollout requests into trajectories: one sampler with a policy of its own. */
public final class SamplerRole implements Role {
    private final Optional<Kernels> shared;

    /** A sampler that has its device to itself. */
    public SamplerRole() {
        this.shared = Optional.empty();
    }

    /**
     * A sampler that computes with others' kernels, which has no setting {@code device}.
     *
     * @param shared stays open, and is open until the role has ended
     */
    public SamplerRole(Kernels shared) {
        this.shared = Optional.of(shared);
    }

    @Override
    public String name() {
        return "sampler";
    }

    @Override
    public String doc() {
        return "turns rollout requests into trajectories";
    }

    @Override
    public SettingsSpec settings() {
        SettingsSpec common = RegistryAccess.in(
                SettingsSpec.of(
                        SamplerSettings.RUN,
                        SamplerSettings.MODEL,
                        SamplerSettings.WORKER,
                        SamplerSettings.LOCK_DURATION,
                        SamplerSettings.DELIVERY_LIMIT,
                        SamplerSettings.MANIFEST_TIMEOUT,
                        SamplerSettings.SCRATCH_DIRECTORY,
                        SamplerSettings.TRAJECTORIES_STORE,
                        SamplerSettings.TRAJECTORIES_LIMIT,
                        SamplerSettings.HEARTBEAT_INTERVAL),
                RegistrySettings.names());
        return shared.isPresent() ? common : common.and(SamplerSettings.DEVICE);
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return Map.of("run", settings.get(SamplerSettings.RUN));
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        Devices devices = shared.map(Devices::shared)
                .orElseGet(() -> Devices.own(context.settings().get(SamplerSettings.DEVICE)));
        WorkerIdentity identity = WorkerIdentity.here(
                context.settings().find(SamplerSettings.WORKER),
                devices.name(),
                context.clock().instant());
        return List.of(new SamplerAgent(
                identity.worker(),
                new SamplerOpening(context, identity, loader(devices, context.settings())),
                context.settings().get(RoleSettings.STALL_TIMEOUT),
                context.clock()));
    }

    private static SamplerModel.Loader loader(Devices devices, Settings settings) {
        return (specification, closer) -> {
            Kernels kernels = devices.open().apply(closer);
            Kernels.intraOpThreads(specification.getIntraOpThreads());
            return closer.add(LoadedPolicy.load(kernels, specification, settings.find(SamplerSettings.MODEL)));
        };
    }
}
