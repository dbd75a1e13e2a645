package io.ddpo.diffusion.evaluator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Shares of pictures of animals that are nearer to the sentence of their own noun than to that of any other, in [0, 1].
 *
 * @param changedCopies strongly changed copies of pictures that it was trained on, among {@code animals} nouns
 * @param unseenWordings the same, each noun in wordings that it was not trained with
 * @param unseenDesign unchanged pictures of a design that it was not trained on, among the {@code designNouns} of that
 * @param unseenNouns strongly changed copies of pictures of {@code heldOutNouns} nouns that it was not trained on, among
 *     these
 */
public record EvaluatorAccuracy(
        double changedCopies,
        int animals,
        double unseenWordings,
        double unseenDesign,
        int designNouns,
        double unseenNouns,
        int heldOutNouns) {

    void write(Path folder) throws IOException {
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("accuracy.json").toFile(), this);
    }
}
