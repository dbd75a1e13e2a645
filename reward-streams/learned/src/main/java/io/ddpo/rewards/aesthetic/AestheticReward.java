package io.ddpo.rewards.aesthetic;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.vision.ClipVision;
import io.ddpo.diffusion.vision.ClipVisionConfig;
import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.model.PictureScoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The aesthetic reward of the DDPO paper (arXiv 2305.13301): CLIP ViT-L/14's embedding of the picture, rated by the
 * LAION predictor. Parameters: {@code clip}, a folder as {@link ClipVision#load} has it; {@code head}, the predictor as
 * safetensors; {@code device}, cpu if it is not given.
 */
public final class AestheticReward implements RewardProvider {
    private static final String CPU = "cpu";

    /** A processor gains nothing from more, and a call of a few seconds stays within any timeout. */
    private static final int AT_ONCE_ON_CPU = 4;

    private static final int AT_ONCE_ON_GPU = 32;

    @Override
    public String name() {
        return "aesthetic";
    }

    @Override
    public Needs needs(Parameters parameters) {
        parameters.text("clip");
        parameters.text("head");
        boolean cpu = device(parameters).text().equals(CPU);
        return new Needs(Needs.Place.WORKER, Set.of(), cpu ? AT_ONCE_ON_CPU : AT_ONCE_ON_GPU);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        Path clip = Path.of(parameters.text("clip"));
        Path head = Path.of(parameters.text("head"));
        try {
            int width = ClipVisionConfig.in(clip).projection();
            AestheticHead rating = AestheticHead.read(head, width);
            DeviceName device = device(parameters);
            return PictureScoring.open(name(), () -> open(clip, rating, device.open()));
        } catch (BadModelException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "[%s], [%s] expected a CLIP and a head that can be read, got %s".formatted(clip, head, e), e);
        }
    }

    private static AestheticModel open(Path clip, AestheticHead head, Kernels kernels) throws IOException {
        try {
            return new AestheticModel(kernels, ClipVision.load(kernels, clip), head);
        } catch (IOException | RuntimeException e) {
            kernels.close();
            throw e;
        }
    }

    private static DeviceName device(Parameters parameters) {
        String name = parameters.find("device").orElse(CPU);
        if (!DeviceName.isValid(name)) {
            throw parameters.refusal("device", DeviceName.EXPECTED, name);
        }
        return new DeviceName(name);
    }
}
