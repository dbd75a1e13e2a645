package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.List;
import java.util.Optional;

/** The adapters that the demo trains, where it does not train the whole UNet. */
final class DemoAdapters {

    /** Adapters start at nothing and are scaled by their rank, so that they take larger steps than weights. */
    static final double SHIPPED_LEARNING_RATE = 5e-3;

    /**
     * The shipped model attends at its lowest resolution only, where little of a picture's detail is decided. The
     * projections of the timestep are linear layers at every resolution.
     */
    private static final List<String> SHIPPED_TARGETS =
            List.of("to_q", "to_k", "to_v", "to_out.0", "ff.net.0.proj", "ff.net.2", "time_emb_proj");

    private DemoAdapters() {}

    /**
     * None for rank 0.
     *
     * @param targets what to adapt; empty for what suits the model
     * @param shipped whether the model is the one that the project brings along
     * @throws FatalRoleException if there are targets but no rank, or one is not the name of linear layers of the UNet
     */
    static Optional<LoraSettings> of(int rank, List<String> targets, boolean shipped, UNetConfig unet) {
        if (rank == 0 && targets.isEmpty()) {
            return Optional.empty();
        }
        if (rank == 0) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "--lora-targets: expected --lora-rank beside it, got none");
        }
        List<String> usual = shipped ? SHIPPED_TARGETS : LoraSettings.ATTENTION;
        LoraSettings settings = new LoraSettings(rank, rank, targets.isEmpty() ? usual : targets, 0);
        try {
            settings.requireIn(new UNet2DConditionModel(unet).declarations());
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, "--lora-targets: " + e.getMessage(), e);
        }
        return Optional.of(settings);
    }
}
