package io.ddpo.diffusion.evaluator;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.evaluator.ContrastiveBatches.Batch;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.PictureTensor;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.pretrain.TrainingLoop;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.TensorType;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Trains an evaluator on the pictures of an atlas: of the pictures and sentences of a batch, each picture has to find its
 * sentence and each sentence its picture. Goes on from its checkpoint, if the folder has one.
 */
public final class EvaluatorTraining {

    private static final String ANIMAL = "animal";
    private static final AdamWSettings ADAM_W = new AdamWSettings(2e-3, 0.9, 0.99, 1e-8, 1e-2, 1.0);

    private static final int SAVE_EVERY = 100;

    private final Kernels kernels;
    private final EvaluatorConfig config;
    private final SentenceEncoder encoder;
    private final int steps;
    private final long seed;

    /** @param steps updates of up to 64 pictures */
    public EvaluatorTraining(Kernels kernels, EvaluatorConfig config, SentenceEncoder encoder, int steps, long seed) {
        this.kernels = kernels;
        this.config = config;
        Map<String, float[]> known = new HashMap<>();
        this.encoder = text -> known.computeIfAbsent(text, encoder::encode);
        this.steps = steps;
        this.seed = seed;
    }

    /**
     * Trains, writes and measures an evaluator.
     *
     * @param unseen the same animals in a design that it is not trained on
     * @param heldOut nouns whose pictures it is not trained on
     */
    public EvaluatorAccuracy run(
            Atlas atlas, Atlas unseen, Set<String> heldOut, Path folder, TrainingLoop.Progress progress)
            throws IOException {
        EvaluatorExam exam = new EvaluatorExam(atlas, unseen, heldOut, encoder, config.pictureSize(), seed);
        Path checkpoint = Files.createDirectories(folder).resolve(checkpoint(atlas, heldOut));
        Towers towers = new Towers(config);
        try (Weights weights = Weights.of(kernels, towers.declarations().draw(new SplittableRandom(seed)))) {
            ContrastiveBatches batches = batches(atlas, heldOut);
            TrainingLoop.Saving saving = new TrainingLoop.Saving(checkpoint, SAVE_EVERY);
            new TrainingLoop(kernels, ADAM_W, steps, seed, Optional.of(saving))
                    .run(weights, random -> loss(towers, weights, batches.draw(random)), progress);
            config.write(folder);
            SafetensorsWriter.write(
                    folder.resolve(Evaluator.WEIGHTS), weights.values(), Map.of("format", "pt"), TensorType.F16);
        }
        try (Evaluator evaluator = Evaluator.load(kernels, folder)) { // in half precision, as it is shipped
            EvaluatorAccuracy accuracy = exam.of(evaluator);
            accuracy.write(folder);
            Files.delete(checkpoint);
            return accuracy;
        }
    }

    /** A training with other settings is another one, and does not go on from where this was left. */
    private String checkpoint(Atlas atlas, Set<String> heldOut) {
        String settings = "%d %d %s %s %d"
                .formatted(
                        seed,
                        steps,
                        new TreeSet<>(heldOut),
                        config,
                        atlas.tiles().size());
        CRC32 digest = new CRC32();
        digest.update(settings.getBytes(StandardCharsets.UTF_8));
        return "training-%08x.safetensors".formatted(digest.getValue());
    }

    private ContrastiveBatches batches(Atlas atlas, Set<String> heldOut) {
        return new ContrastiveBatches(
                Subject.of(
                        atlas.tiles(), tile -> tile.group().equals(ANIMAL) && !heldOut.contains(tile.noun()), encoder),
                Subject.of(
                        atlas.tiles(), tile -> !tile.group().equals(ANIMAL) && !heldOut.contains(tile.noun()), encoder),
                config.pictureSize());
    }

    private NDArray loss(Towers towers, Weights weights, Batch batch) {
        NDArray pictures = towers.pictures(kernels, weights, PictureTensor.of(kernels, batch.pictures()));
        NDArray texts = towers.texts(kernels, weights, sentences(batch.sentences()));
        return ContrastiveLoss.of(kernels, pictures, texts);
    }

    private NDArray sentences(List<float[]> sentences) {
        int width = config.textWidth();
        float[] values = new float[sentences.size() * width];
        for (int i = 0; i < sentences.size(); i++) {
            System.arraycopy(sentences.get(i), 0, values, i * width, width);
        }
        return kernels.floats(values, sentences.size(), width);
    }
}
