package io.ddpo.sampler;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The policy of a run, its trainable parameters still those of the start.
 *
 * @param decoder makes pictures of its latents
 * @param baseDigest digest of its base model
 */
record LoadedPolicy(Policy policy, LatentDecoder decoder, String baseDigest) implements SamplerModel {
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
            return open(kernels, folder, specification, digest);
        } catch (BadModelException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static LoadedPolicy open(Kernels kernels, ModelFolder folder, RunSpecification specification, String digest)
            throws IOException {
        LatentDecoder decoder = LatentDecoder.of(kernels, folder);
        try {
            return new LoadedPolicy(policy(kernels, folder, specification), decoder, digest);
        } catch (IOException | RuntimeException e) {
            decoder.close();
            throw e;
        }
    }

    private static Policy policy(Kernels kernels, ModelFolder folder, RunSpecification specification)
            throws IOException {
        Optional<Lora> lora = specification.getTraining().getLora();
        Precision precision =
                Precision.of(specification.getCompute().getPrecision().name());
        ComputeSettings compute = new ComputeSettings(precision, false);
        return lora.isEmpty()
                ? Policy.full(kernels, folder, compute)
                : Policy.lora(kernels, folder, settings(lora.get(), specification.getSeed()), compute);
    }

    private static LoraSettings settings(Lora lora, long seed) {
        return new LoraSettings(lora.getRank(), lora.getAlpha(), lora.getTargets(), seed);
    }

    private static FatalRoleException badInput(String model, String expected, String found) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "model %s: expected %s, found %s".formatted(model, expected, found));
    }

    @Override
    public int[] latentShape() {
        return policy.latentShape();
    }

    @Override
    public void restore(TensorSource weights) throws IOException {
        policy.restore(weights);
    }

    @Override
    public List<Trajectory> sample(RolloutRequest request, Progress progress) {
        return new BatchSampler(policy).sample(request, progress);
    }

    @Override
    public void close() {
        policy.close();
        decoder.close();
    }
}
