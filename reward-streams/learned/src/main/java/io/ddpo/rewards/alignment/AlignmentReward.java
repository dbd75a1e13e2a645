package io.ddpo.rewards.alignment;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.evaluator.Evaluator;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.bertscore.Encoder;
import io.ddpo.rewards.model.PictureScoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Prompt–image alignment for the pictures of the default model: the cosine between picture and prompt by an
 * {@link Evaluator} that reads prompts with MiniLM. No server, no download. Parameter: {@code evaluator}, its folder; the
 * one that is shipped without.
 */
public final class AlignmentReward implements RewardProvider {
    /** Where the launcher says the installation is; the working directory without it. */
    private static final String HOME = "ddpo.home";

    /** A tenth of a second's work. */
    private static final int AT_ONCE = 32;

    @Override
    public String name() {
        return "alignment";
    }

    @Override
    public Needs needs(Parameters parameters) {
        folder(parameters);
        return new Needs(Needs.Place.WORKER, Set.of(), AT_ONCE);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        Path folder = folder(parameters);
        try {
            return PictureScoring.open(name(), () -> open(folder));
        } catch (BadModelException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "[%s] expected an evaluator that reads MiniLM's embeddings, got %s"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static AlignmentModel open(Path folder) throws IOException {
        Deque<Runnable> opened = new ArrayDeque<>(); // the last first
        try {
            Kernels kernels = Kernels.onCpu();
            opened.push(kernels::close);
            Evaluator evaluator = Evaluator.load(kernels, folder);
            opened.push(evaluator::close);
            Encoder encoder = Encoder.shipped();
            opened.push(encoder::close);
            AlignmentModel model = new AlignmentModel(kernels, evaluator, encoder);
            opened.clear();
            return model;
        } finally {
            opened.forEach(Runnable::run);
        }
    }

    /** Folder of the evaluator that is shipped. */
    public static Path shipped() {
        return Path.of(System.getProperty(HOME, ""), "models", "emoji-evaluator");
    }

    private static Path folder(Parameters parameters) {
        return parameters.find("evaluator").map(Path::of).orElseGet(AlignmentReward::shipped);
    }
}
