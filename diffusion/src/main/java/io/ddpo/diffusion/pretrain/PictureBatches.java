package io.ddpo.diffusion.pretrain;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Atlas.Tile;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.schedule.DdimScheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws training batches from an atlas; batch n is a function of the seed and n, so that a resumed training goes on. */
final class PictureBatches {

    private static final String ANIMAL = "animal";

    private final List<List<Tile>> animals;
    private final List<List<Tile>> others;
    private final DdimScheduler scheduler;
    private final PretrainSettings settings;
    private final int size;

    /** A batch: pictures and noise {@code [N, 3, S, S]}, and per picture a prompt, a timestep and a loss weight. */
    record Batch(
            float[] pictures,
            float[] noise,
            List<String> prompts,
            float[] timesteps,
            float[] signal,
            float[] noiseScale,
            float[] weights) {}

    PictureBatches(Atlas atlas, DdimScheduler scheduler, PretrainSettings settings, int size) {
        this.animals = byNoun(atlas.tiles().stream().filter(tile -> tile.group().equals(ANIMAL)));
        this.others = byNoun(atlas.tiles().stream().filter(tile -> !tile.group().equals(ANIMAL)));
        this.scheduler = scheduler;
        this.settings = settings;
        this.size = size;
    }

    private static List<List<Tile>> byNoun(Stream<Tile> tiles) {
        return List.copyOf(tiles.collect(Collectors.groupingBy(Tile::noun, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    Batch batch(int index) {
        SplittableRandom random = new SplittableRandom(settings.seed() * 0x9E3779B97F4A7C15L + index);
        int count = settings.batch();
        int dimensions = 3 * size * size;
        float[] pictures = new float[count * dimensions];
        float[] noise = new float[count * dimensions];
        List<String> prompts = new ArrayList<>(count);
        float[] timesteps = new float[count];
        float[] signal = new float[count];
        float[] noiseScale = new float[count];
        float[] weights = new float[count];
        for (int n = 0; n < count; n++) {
            boolean animal = others.isEmpty() || random.nextDouble() < settings.animalShare();
            Tile tile = pick(animal ? animals : others, random);
            Picture picture = settings.augmentation().apply(tile.picture(), size, random);
            System.arraycopy(picture.values(), 0, pictures, n * dimensions, dimensions);
            for (int i = 0; i < dimensions; i++) {
                noise[n * dimensions + i] = (float) random.nextGaussian();
            }
            prompts.add(random.nextDouble() < settings.emptyPrompt() ? "" : tile.prompt());
            // Stratified over the batch, which evens out the loss.
            double u = (n + random.nextDouble()) / count;
            int timestep = (int) (u * scheduler.config().trainTimesteps());
            double alpha = scheduler.alphaCumulative(timestep);
            timesteps[n] = timestep;
            signal[n] = (float) Math.sqrt(alpha);
            noiseScale[n] = (float) Math.sqrt(1 - alpha);
            weights[n] = (float) weight(alpha / (1 - alpha));
        }
        return new Batch(pictures, noise, prompts, timesteps, signal, noiseScale, weights);
    }

    /** Every noun is as likely as another, however many pictures it has. */
    private static Tile pick(List<List<Tile>> nouns, SplittableRandom random) {
        List<Tile> tiles = nouns.get(random.nextInt(nouns.size()));
        return tiles.get(random.nextInt(tiles.size()));
    }

    /** Of the loss at a signal-to-noise ratio, so that all prediction types weigh the error of x0 alike. */
    private double weight(double snr) {
        if (settings.snrGamma() == 0) {
            return 1;
        }
        double bounded = Math.min(snr, settings.snrGamma());
        return switch (scheduler.config().predictionType()) {
            case "epsilon" -> bounded / snr;
            case "v_prediction" -> bounded / (snr + 1);
            default -> bounded;
        };
    }
}
