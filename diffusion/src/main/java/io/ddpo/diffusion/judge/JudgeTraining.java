package io.ddpo.diffusion.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Atlas.Tile;
import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Trains a judge on the animals of an atlas under strong augmentation, and measures it on pictures it has not seen. */
public final class JudgeTraining {

    private static final Augmentation STRONG = new Augmentation(0.5, 0.35, 0.25, 0.12, 0.25, 0.1);
    private static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0);
    private static final int BATCH = 64;
    private static final double LEARNING_RATE = 2e-3;
    private static final double SMOOTHING = 0.1;

    /** Fresh augmentations of each training picture when it is measured. */
    private static final int MEASURED_COPIES = 4;

    private final Kernels kernels;
    private final int size;
    private final int steps;
    private final long seed;

    /** Told of each update. */
    public interface Progress {
        void updated(int step, int steps, double loss);
    }

    /**
     * What a judge can do.
     *
     * @param augmented accuracy on fresh augmentations of the pictures it was trained on
     * @param unseenDesign accuracy on the same animals in a design it was not trained on
     */
    public record Accuracy(double augmented, double unseenDesign) {}

    /**
     * @param size height and width of the pictures to be judged
     * @param steps updates of 64 pictures
     */
    public JudgeTraining(Kernels kernels, int size, int steps, long seed) {
        this.kernels = kernels;
        this.size = size;
        this.steps = steps;
        this.seed = seed;
    }

    /** Trains, measures and writes a judge. */
    public Accuracy run(Atlas atlas, Atlas unseen, Path folder, Progress progress) throws IOException {
        List<Tile> tiles = atlas.group("animal");
        List<String> labels = tiles.stream().map(Tile::noun).distinct().toList();
        JudgeNetwork network = new JudgeNetwork(labels.size());
        Weights weights = Weights.of(kernels, network.declarations().draw(new SplittableRandom(seed)));
        try (Judge judge = new Judge(kernels, labels, network, weights)) {
            train(network, weights, tiles, labels, progress);
            Accuracy accuracy = new Accuracy(
                    accuracy(judge, tiles, STRONG, MEASURED_COPIES), accuracy(judge, unseen.tiles(), NONE, 1));
            write(folder, labels, weights, accuracy);
            return accuracy;
        }
    }

    private void train(
            JudgeNetwork network, Weights weights, List<Tile> tiles, List<String> labels, Progress progress) {
        AdamWSettings settings = new AdamWSettings(LEARNING_RATE, 0.9, 0.99, 1e-8, 1e-2, 1.0);
        try (AdamW optimiser = new AdamW(kernels, weights.all())) {
            for (int step = 0; step < steps; step++) {
                SplittableRandom random = new SplittableRandom(seed + 1_000_003L * (step + 1));
                List<Picture> pictures = new ArrayList<>();
                long[] targets = new long[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    Tile tile = tiles.get(random.nextInt(tiles.size()));
                    pictures.add(STRONG.apply(tile.picture(), size, random));
                    targets[i] = labels.indexOf(tile.noun());
                }
                double loss = accumulate(network, weights, pictures, targets);
                double progressed = (double) step / steps;
                optimiser.step(
                        settings.withLearningRate(LEARNING_RATE * (1.02 + Math.cos(Math.PI * progressed)) / 2.02));
                progress.updated(step + 1, steps, loss);
            }
        }
    }

    private double accumulate(JudgeNetwork network, Weights weights, List<Picture> pictures, long[] targets) {
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            NDArray logits = network.forward(kernels, weights, Judge.tensor(kernels, pictures));
            NDArray loss = kernels.crossEntropy(logits, kernels.longs(targets, targets.length), SMOOTHING);
            kernels.backward(loss);
            return loss.getFloat();
        }
    }

    private double accuracy(Judge judge, List<Tile> tiles, Augmentation augmentation, int copies) {
        SplittableRandom random = new SplittableRandom(~seed);
        List<Picture> pictures = new ArrayList<>();
        List<String> nouns = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            for (Tile tile : tiles) {
                pictures.add(augmentation.apply(tile.picture(), size, random));
                nouns.add(tile.noun());
            }
        }
        return judge.accuracy(pictures, nouns);
    }

    private static void write(Path folder, List<String> labels, Weights weights, Accuracy accuracy) throws IOException {
        Files.createDirectories(folder);
        SafetensorsWriter.write(folder.resolve(Judge.WEIGHTS), weights.values(), Map.of("format", "pt"));
        Files.write(folder.resolve(Judge.LABELS), labels);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracyAugmented", accuracy.augmented());
        figures.put("accuracyUnseenDesign", accuracy.unseenDesign());
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("accuracy.json").toFile(), figures);
    }
}
