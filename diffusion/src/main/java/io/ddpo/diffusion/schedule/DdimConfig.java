package io.ddpo.diffusion.schedule;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code scheduler/scheduler_config.json}, read as the DDIM scheduler that DDPO samples with.
 *
 * @param clipRange bound on the predicted x0, or 0 where the scheduler does not clip
 */
public record DdimConfig(
        int trainTimesteps,
        BetaSchedule betaSchedule,
        double betaStart,
        double betaEnd,
        int stepsOffset,
        String predictionType,
        double clipRange) {

    private static final String DDIM = "DDIMScheduler";
    private static final String PNDM = "PNDMScheduler";

    private static final List<String> USED = List.of(
            "num_train_timesteps",
            "beta_start",
            "beta_end",
            "beta_schedule",
            "steps_offset",
            "prediction_type",
            "clip_sample",
            "clip_sample_range",
            "set_alpha_to_one",
            "sample_max_value",
            "dynamic_thresholding_ratio",
            // PNDM's own, which DDIM has no use for:
            "skip_prk_steps");

    private static final Map<String, List<String>> ACCEPTED = Map.of(
            "timestep_spacing", List.of("leading"),
            "prediction_type", List.of("epsilon", "v_prediction", "sample"),
            "beta_schedule", BetaSchedule.names());

    /**
     * Reads and checks a configuration: of DDIM, or of PNDM, the sampler that Stable Diffusion v1 ships and DDPO
     * replaces. The two share the forward process. PNDM never clips x0, so that a file of it which says nothing about
     * clipping asks for none, where DDIM's default is to clip to ±1.
     *
     * @throws BadModelException on an option that is not computed here
     */
    public static DdimConfig read(Path file) throws IOException {
        ConfigFile json = ConfigFile.read(file);
        json.requireClass(List.of(DDIM, PNDM));
        json.refuseUnsupported(USED, ACCEPTED);
        boolean clipsUnlessTold = !json.text("_class_name", DDIM).equals(PNDM);
        return new DdimConfig(
                json.integer("num_train_timesteps", 1000),
                BetaSchedule.named(json.text("beta_schedule", "linear")),
                json.real("beta_start", 1e-4),
                json.real("beta_end", 0.02),
                json.integer("steps_offset", 0),
                json.text("prediction_type", "epsilon"),
                json.flag("clip_sample", clipsUnlessTold) ? json.real("clip_sample_range", 1) : 0);
    }
}
