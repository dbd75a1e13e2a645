package io.ddpo.learner;

import ai.djl.Device;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    public List<Agent> agents(RoleContext context) {
        Device device = shared.map(Kernels::device)
                .orElseGet(() -> new DeviceName(context.settings().get(LearnerSettings.DEVICE)).device());
        DeviceName name = DeviceName.of(device);
        Function<Closer, Kernels> kernels = closer -> shared.orElseGet(() -> closer.add(open(name)));
        LearnerIdentity identity = LearnerIdentity.here(
                context.settings().get(LearnerSettings.WORKER),
                name.text(),
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
