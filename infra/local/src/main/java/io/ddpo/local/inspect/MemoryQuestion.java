package io.ddpo.local.inspect;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.MemoryEstimate;
import io.ddpo.diffusion.policy.MemoryEstimate.Model;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * For what the memory is asked.
 *
 * @param batch samples at a time, each with guidance
 * @param precision that the UNet computes in
 */
public record MemoryQuestion(int batch, Precision precision) {
    private static final int RANK = 4;

    /** @throws IllegalArgumentException without samples */
    public MemoryQuestion {
        if (batch < 1) {
            throw new IllegalArgumentException("--batch: expected at least 1, got " + batch);
        }
    }

    /** For a model that can be used. */
    List<MemoryNeed> answer(ModelFolder folder) throws IOException {
        Optional<LoraSettings> adapters = Optional.of(new LoraSettings(RANK, RANK, LoraSettings.ATTENTION, 0));
        List<MemoryNeed> needs = new ArrayList<>();
        Model sampled = Model.of(folder, Optional.empty(), new ComputeSettings(precision, false));
        needs.add(new MemoryNeed("sampling", MemoryEstimate.sampling(sampled, batch, true)));
        needs.addAll(training(folder, "training adapters of rank " + RANK, adapters));
        needs.addAll(training(folder, "training the whole UNet", Optional.empty()));
        return needs;
    }

    private List<MemoryNeed> training(ModelFolder folder, String use, Optional<LoraSettings> lora) throws IOException {
        Model whole = Model.of(folder, lora, new ComputeSettings(precision, false));
        Model checkpointed = Model.of(folder, lora, new ComputeSettings(precision, true));
        return List.of(
                new MemoryNeed(use, MemoryEstimate.training(whole, batch, true)),
                new MemoryNeed(use + ", checkpointing", MemoryEstimate.training(checkpointed, batch, true)));
    }
}
