package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.MemoryEstimate;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the log of a run needs on disk, about. */
final class DiskSpace {
    /** Kafka's own topics and indexes, requests, samples, rewards, results. */
    private static final long EVERYTHING_ELSE = 128L << 20;

    /** Weights, and two moments in the training state. */
    private static final int COPIES_OF_THE_WEIGHTS = 3;

    private DiskSpace() {}

    /** An upper estimate in bytes: nothing that is published is counted as removed before the run ends. */
    static long needed(RunSpecification specification, ModelFolder model) throws IOException {
        long side = model.unet().sampleSize();
        long latent = (long) Float.BYTES * model.unet().inChannels() * side * side;
        long trajectory = latent * (specification.getSampling().getSteps() + 1);
        long evaluation = 2L
                * specification.getEvaluation().getPrompts().size()
                * specification.getEvaluation().getSeedsPerPrompt();
        long samples = (long) specification.getIterations() * specification.getSamplesPerIteration() + evaluation;
        long versions = specification.getIterations() + 1L;
        return samples * trajectory
                + versions * COPIES_OF_THE_WEIGHTS * Float.BYTES * trainable(specification, model)
                + EVERYTHING_ELSE;
    }

    /** Not the size of the model's files, which may be half as precise, or not learn at all. */
    private static long trainable(RunSpecification specification, ModelFolder model) throws IOException {
        Optional<LoraSettings> lora = specification
                .getTraining()
                .getLora()
                .map(adapters -> new LoraSettings(adapters.getRank(), adapters.getAlpha(), adapters.getTargets(), 0));
        return MemoryEstimate.Model.of(model, lora, ComputeSettings.DEFAULT).trainable();
    }

    /** @throws FatalRoleException with {@link ExitCode#RESOURCES} if less than that is free */
    static void require(long needed, Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new FatalRoleException(
                    ExitCode.RESOURCES,
                    "[%s] expected %d MB of free disk space for the log of the run, got %d MB"
                            .formatted(folder, needed / 1_000_000, free / 1_000_000));
        }
    }
}
