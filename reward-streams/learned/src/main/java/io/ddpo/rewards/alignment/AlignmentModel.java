package io.ddpo.rewards.alignment;

import io.ddpo.diffusion.evaluator.Evaluator;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.bertscore.Encoder;
import io.ddpo.rewards.model.PictureModel;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cosines of pictures and their prompts, in [-1, 1]. */
final class AlignmentModel implements PictureModel<AlignmentModel.Asked> {
    /** A run has some hundreds at most. */
    private static final int PROMPTS_KEPT = 1024;

    private final Kernels kernels;
    private final Evaluator evaluator;
    private final Encoder encoder;

    /** Where prompts are, the one that was asked for longest ago first. */
    private final Map<String, float[]> prompts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > PROMPTS_KEPT;
        }
    };

    /** A picture and what it should show. */
    record Asked(Picture picture, String prompt) {}

    /** @throws IllegalArgumentException if the evaluator reads sentences of another encoder */
    AlignmentModel(Kernels kernels, Evaluator evaluator, Encoder encoder) {
        this.kernels = kernels;
        this.evaluator = evaluator;
        this.encoder = encoder;
        prompt("");
    }

    @Override
    public Asked look(BufferedImage picture, Sample sample) throws UnreadablePictureException {
        int size = evaluator.pictureSize();
        if (picture.getWidth() != size || picture.getHeight() != size) {
            throw new UnreadablePictureException(
                    "picture: expected %d x %d pixels, which the evaluator knows, got %d x %d"
                            .formatted(size, size, picture.getWidth(), picture.getHeight()));
        }
        return new Asked(Picture.of(picture), sample.prompt());
    }

    @Override
    public double[] rate(List<Asked> looks) {
        return looks.stream()
                .mapToDouble(asked -> Evaluator.similarity(evaluator.look(asked.picture()), prompt(asked.prompt())))
                .toArray();
    }

    private float[] prompt(String text) {
        return prompts.computeIfAbsent(text, absent -> evaluator.read(encoder.sentence(absent)));
    }

    @Override
    public void close() {
        evaluator.close();
        encoder.close();
        kernels.close();
    }
}
