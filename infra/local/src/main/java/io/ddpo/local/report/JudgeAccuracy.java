package io.ddpo.local.report;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.judge.Judge;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.RunHistory;
import io.ddpo.schemas.avro.Prompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shares of the evaluation's pictures in which a judge sees what was asked for, in [0, 1]: of prompts that are trained on
 * and whose noun it knows.
 *
 * @param base under the first version
 * @param last under the last one, or the one whose weights it has
 * @param versions under every version that was evaluated
 */
public record JudgeAccuracy(double base, double last, SortedMap<Integer, Double> versions) {
    /** The prompt's metadata that says what its picture has to show. */
    static final String NOUN = "noun";

    public JudgeAccuracy {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /**
     * Asks the judge.
     *
     * @param folder of the judge
     * @return empty if there is none, or the first or the last version has no picture that it can judge
     */
    static Optional<JudgeAccuracy> of(RunHistory history, Path folder) throws IOException {
        if (!Judge.isIn(folder)) {
            return Optional.empty();
        }
        SortedMap<Integer, Double> versions = new TreeMap<>();
        try (Kernels kernels = Kernels.onCpu();
                Judge judge = Judge.load(kernels, folder)) {
            for (int version : history.evaluatedVersions()) {
                List<EvaluationPicture> known = known(history, version, judge.labels());
                if (!known.isEmpty()) {
                    versions.put(version, accuracy(judge, known));
                }
            }
        }
        Optional<Double> base = history.evaluatedAs(history.versions().get(0)).map(versions::get);
        Optional<Double> last = history.evaluatedAs(history.last()).map(versions::get);
        return base.isPresent() && last.isPresent()
                ? Optional.of(new JudgeAccuracy(base.get(), last.get(), versions))
                : Optional.empty();
    }

    private static List<EvaluationPicture> known(RunHistory history, int version, List<String> nouns) {
        Set<String> trained = history.specification().getPrompts().stream()
                .map(Prompt::getText)
                .collect(Collectors.toSet());
        return history.evaluation(version).stream()
                .filter(picture -> trained.contains(picture.prompt()))
                .filter(picture -> nouns.contains(picture.metadata().get(NOUN)))
                .toList();
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
