package io.ddpo.diffusion.pretrain;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.ContactSheet;
import io.ddpo.diffusion.policy.Drawing;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.text.BytePairTrainer;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A pre-training from a folder of configurations to a folder that can be sampled from: resumed from its checkpoint if
 * there is one, with a sheet of samples every so often.
 */
public final class PretrainRun {

    /** The most tokens that the model's own vocabulary may have. */
    private static final int MAX_TOKENS = 1024;

    private static final int SHEET_COLUMNS = 9;
    private static final int SHEET_SCALE = 3;
    private static final int SHEET_BATCH = 45;

    private final Path folder;
    private final Atlas atlas;
    private final PretrainSettings settings;
    private final RolloutSettings sampling;
    private final int saveEvery;
    private final Checkpoint checkpoint;

    /**
     * @param folder with the configurations; weights and tokenizer are written into it
     * @param saveEvery updates between two checkpoints with a sheet of samples
     */
    public PretrainRun(Path folder, Atlas atlas, PretrainSettings settings, RolloutSettings sampling, int saveEvery) {
        this.folder = folder;
        this.atlas = atlas;
        this.settings = settings;
        this.sampling = sampling;
        this.saveEvery = saveEvery;
        this.checkpoint = new Checkpoint(folder.resolve("pretraining.safetensors"));
    }

    /** Trains to the end. What is done by then survives an interruption up to the last checkpoint. */
    public void run(Kernels kernels, TrainingLoop.Progress progress) throws IOException {
        ModelFolder model = ModelFolder.at(folder);
        if (!Files.exists(folder.resolve("tokenizer/vocab.json"))) {
            int length = model.textEncoder().maxPositions();
            BytePairTrainer.learn(atlas.prompts(), MAX_TOKENS).write(folder.resolve("tokenizer"), length);
        }
        try (Pretraining training = new Pretraining(kernels, model, atlas, settings)) {
            checkpoint.read().ifPresent(training::restore);
            while (!training.done()) {
                double loss = training.update();
                progress.updated(training.step(), settings.steps(), loss);
                if (training.step() % saveEvery == 0 || training.done()) {
                    save(kernels, model, training);
                }
            }
        }
    }

    private void save(Kernels kernels, ModelFolder model, Pretraining training) throws IOException {
        checkpoint.write(training.state());
        SafetensorsWriter.write(
                folder.resolve("unet/diffusion_pytorch_model.safetensors"), training.unet(), Map.of("format", "pt"));
        SafetensorsWriter.write(
                folder.resolve("text_encoder/model.safetensors"), training.textEncoder(), Map.of("format", "pt"));
        Files.write(folder.resolve("samples.png"), sheet(kernels, model));
    }

    /** One sample of each animal. */
    private byte[] sheet(Kernels kernels, ModelFolder model) throws IOException {
        List<String> prompts = atlas.group("animal").stream()
                .map(Atlas.Tile::prompt)
                .distinct()
                .toList();
        try (Policy policy = Policy.full(kernels, model);
                LatentDecoder decoder = LatentDecoder.of(kernels, model)) {
            Drawing drawing = new Drawing(new Rollout(policy, sampling), decoder, SHEET_BATCH);
            return ContactSheet.png(drawing.draw(prompts, 0, share -> {}), SHEET_COLUMNS, SHEET_SCALE);
        }
    }
}
