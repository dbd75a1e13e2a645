package io.ddpo.diffusion.judge;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Atlas.Tile;
import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.image.PictureTensor;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.pretrain.TrainingLoop;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Trains a judge on the animals of an atlas under strong augmentation, and measures it on pictures it has not seen. */
public final class JudgeTraining {

    private static final int BATCH = 64;
    private static final AdamWSettings ADAM_W = new AdamWSettings(2e-3, 0.9, 0.99, 1e-8, 1e-2, 1.0);
    private static final double SMOOTHING = 0.1;

    /** Fresh augmentations of each training picture when it is measured. */
    private static final int MEASURED_COPIES = 4;

    private final Kernels kernels;
    private final int size;
    private final int steps;
    private final long seed;

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
    public Accuracy run(Atlas atlas, Atlas unseen, Path folder, TrainingLoop.Progress progress) throws IOException {
        List<Tile> tiles = atlas.group("animal");
        List<String> labels = tiles.stream().map(Tile::noun).distinct().toList();
        JudgeNetwork network = new JudgeNetwork(labels.size());
        Weights weights = Weights.of(kernels, network.declarations().draw(new SplittableRandom(seed)));
        try (Judge judge = new Judge(kernels, labels, network, weights)) {
            new TrainingLoop(kernels, ADAM_W, steps, seed, Optional.empty())
                    .run(weights, random -> loss(network, weights, tiles, labels, random), progress);
            Accuracy accuracy = new Accuracy(
                    accuracy(judge, tiles, Augmentation.STRONG, MEASURED_COPIES),
                    accuracy(judge, unseen.tiles(), Augmentation.NONE, 1));
            write(folder, labels, weights, accuracy);
            return accuracy;
        }
    }

    private NDArray loss(
            JudgeNetwork network, Weights weights, List<Tile> tiles, List<String> labels, SplittableRandom random) {
        List<Picture> pictures = new ArrayList<>();
        long[] targets = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            Tile tile = tiles.get(random.nextInt(tiles.size()));
            pictures.add(Augmentation.STRONG.apply(tile.picture(), size, random));
            targets[i] = labels.indexOf(tile.noun());
        }
        NDArray logits = network.forward(kernels, weights, PictureTensor.of(kernels, pictures));
        return kernels.crossEntropy(logits, kernels.longs(targets, targets.length), SMOOTHING);
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
