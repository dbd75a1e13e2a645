package io.ddpo.local.report;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.judge.Judge;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.RunHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shares of the evaluation's pictures in which a judge sees what was asked for, in [0, 1].
 *
 * @param base under the first version
 * @param last under the last one
 */
public record JudgeAccuracy(double base, double last) {
    /** The prompt's metadata that says what its picture has to show. */
    static final String NOUN = "noun";

    /**
     * Asks the judge.
     *
     * @param folder of the judge
     * @return empty if there is none, or a version was not evaluated, or a prompt says no noun
     */
    static Optional<JudgeAccuracy> of(RunHistory history, Path folder) throws IOException {
        List<EvaluationPicture> base =
                history.evaluation(history.versions().get(0).getVersion());
        List<EvaluationPicture> last = history.evaluation(history.last().getVersion());
        if (!Judge.isIn(folder) || !isNamed(base) || !isNamed(last)) {
            return Optional.empty();
        }
        try (Kernels kernels = Kernels.onCpu();
                Judge judge = Judge.load(kernels, folder)) {
            return Optional.of(new JudgeAccuracy(accuracy(judge, base), accuracy(judge, last)));
        }
    }

    private static boolean isNamed(List<EvaluationPicture> pictures) {
        return !pictures.isEmpty()
                && pictures.stream().allMatch(picture -> picture.metadata().containsKey(NOUN));
    }

    private static double accuracy(Judge judge, List<EvaluationPicture> evaluation) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (EvaluationPicture picture : evaluation) {
            pictures.add(Picture.decode(picture.png()));
        }
        return judge.accuracy(
                pictures,
                evaluation.stream().map(picture -> picture.metadata().get(NOUN)).toList());
    }
}
