package io.ddpo.diffusion.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.image.PictureTensor;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names what a picture shows, out of a fixed list of nouns: the guard that tells whether a policy still draws what it is
 * asked for. It was trained on real pictures and never on a policy's.
 */
public final class Judge implements AutoCloseable {

    static final String WEIGHTS = "model.safetensors";
    static final String LABELS = "labels.txt";

    private static final int BATCH = 64;

    private final Kernels kernels;
    private final List<String> labels;
    private final JudgeNetwork network;
    private final Weights weights;

    Judge(Kernels kernels, List<String> labels, JudgeNetwork network, Weights weights) {
        this.kernels = kernels;
        this.labels = List.copyOf(labels);
        this.network = network;
        this.weights = weights;
    }

    /** Whether a folder holds a judge. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(LABELS));
    }

    /**
     * Loads a judge.
     *
     * @throws BadModelException if the folder has none or its files do not fit together
     */
    public static Judge load(Kernels kernels, Path folder) throws IOException {
        Path labels = folder.resolve(LABELS);
        if (!isIn(folder)) {
            throw new BadModelException(labels, "expected the labels of a judge, came no file");
        }
        List<String> names = Files.readAllLines(labels);
        JudgeNetwork network = new JudgeNetwork(names.size());
        Weights weights = Weights.load(kernels, folder.resolve(WEIGHTS), network.declarations());
        return new Judge(kernels, names, network, weights);
    }

    /** The nouns it can tell apart. */
    public List<String> labels() {
        return labels;
    }

    /** The most likely noun of each picture; all pictures have one size. */
    public List<String> name(List<Picture> pictures) {
        List<String> names = new ArrayList<>(pictures.size());
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<Picture> batch = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
            try (NDScope scope = new NDScope();
                    GradientGuard off = Kernels.withoutGradients()) {
                NDArray logits = network.forward(kernels, weights, PictureTensor.of(kernels, batch));
                for (long label : logits.argMax(1).toLongArray()) {
                    names.add(labels.get((int) label));
                }
            }
        }
        return names;
    }

    /**
     * Share of pictures whose noun it names.
     *
     * @return in [0, 1]
     */
    public double accuracy(List<Picture> pictures, List<String> nouns) {
        if (pictures.isEmpty() || pictures.size() != nouns.size()) {
            throw new IllegalArgumentException("expected a noun for each picture, came " + pictures.size()
                    + " pictures and " + nouns.size() + " nouns");
        }
        List<String> named = name(pictures);
        int right = 0;
        for (int i = 0; i < named.size(); i++) {
            right += named.get(i).equals(nouns.get(i)) ? 1 : 0;
        }
        return (double) right / named.size();
    }

    @Override
    public void close() {
        weights.close();
    }
}
