package io.ddpo.learner;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The role that turns trajectories and advantages into the next weights: the one learner of a run. */
public final class LearnerRole implements Role {
    private final Optional<Kernels> shared;
    private final LearnerListener listener;

    /** A learner that has its device to itself. */
    public LearnerRole(LearnerListener listener) {
        this.shared = Optional.empty();
        this.listener = listener;
    }

    /**
     * A learner that computes with others' kernels, which has no setting {@code device}.
     *
     * @param shared stays open, and is open until the role has ended
     */
    public LearnerRole(Kernels shared, LearnerListener listener) {
        this.shared = Optional.of(shared);
        this.listener = listener;
    }

    @Override
    public String name() {
        return "learner";
    }

    @Override
    public String doc() {
        return "turns trajectories and advantages into the next weights";
    }

    @Override
    public SettingsSpec settings() {
        return LearnerSettings.spec(shared.isEmpty());
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return Map.of("run", settings.get(LearnerSettings.RUN));
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        List<DeviceName> names = shared.map(kernels -> List.of(DeviceName.of(kernels.device())))
                .orElseGet(() -> LearnerSettings.devices(context.settings().get(LearnerSettings.DEVICE)));
        Function<Closer, List<Kernels>> kernels = closer -> shared.map(List::of)
                .orElseGet(
                        () -> names.stream().map(name -> closer.add(open(name))).toList());
        LearnerIdentity identity = LearnerIdentity.here(
                context.settings().get(LearnerSettings.WORKER),
                names.stream().map(DeviceName::text).collect(Collectors.joining(",")),
                context.clock().instant());
        return List.of(new LearnerAgent(identity.worker(), new LearnerOpening(context, identity, kernels, listener)));
    }

    private static Kernels open(DeviceName name) {
        try {
            return name.open();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
