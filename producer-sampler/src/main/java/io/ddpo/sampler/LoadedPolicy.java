package io.ddpo.sampler;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The policy of a run, its trainable parameters still those of the start.
 *
 * @param baseDigest digest of its base model
 */
record LoadedPolicy(Policy policy, String baseDigest) {
    /** What a latent of a model in pixel space has: red, green and blue. */
    private static final int COLOURS = 3;

    /**
     * Loads the policy of a run.
     *
     * @param model folder of the base model; if empty, the one that the specification names
     * @throws FatalRoleException if the folder does not hold the base model of the run
     */
    static LoadedPolicy load(Kernels kernels, RunSpecification specification, Optional<Path> model) throws IOException {
        BaseModel base = specification.getBaseModel();
        String reference = model.map(Path::toString).orElse(base.getReference());
        try {
            ModelFolder folder = ModelFolder.open(reference);
            String digest = folder.digest();
            if (!digest.equals(base.getDigest())) {
                throw badInput(
                        reference,
                        "the base model of run " + specification.getRun() + " with digest " + base.getDigest(),
                        "one with digest " + digest);
            }
            int channels = folder.unet().inChannels();
            if (channels != COLOURS) {
                throw badInput(
                        reference, "a model that paints pixels, in " + COLOURS + " channels", channels + " channels");
            }
            return new LoadedPolicy(policy(kernels, folder, specification), digest);
        } catch (BadModelException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static Policy policy(Kernels kernels, ModelFolder folder, RunSpecification specification)
            throws IOException {
        Optional<Lora> lora = specification.getTraining().getLora();
        return lora.isEmpty()
                ? Policy.full(kernels, folder)
                : Policy.lora(kernels, folder, settings(lora.get(), specification.getSeed()));
    }

    private static LoraSettings settings(Lora lora, long seed) {
        return new LoraSettings(lora.getRank(), lora.getAlpha(), lora.getTargets(), seed);
    }

    private static FatalRoleException badInput(String model, String expected, String found) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "model %s: expected %s, found %s".formatted(model, expected, found));
    }
}
