package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorCommandTest {
    private static final int BAD_INPUT = 3;
    private static final String ATLAS = "../../models/atlas";
    private static final String SHIPPED = "../../models/emoji-evaluator";

    @Test
    void aModelWhosePicturesTheEvaluatorDoesNotKnowIsRefusedBeforeItDraws() {
        CommandLineRun run = CommandLineRun.of(
                "evaluator",
                "--evaluator",
                SHIPPED,
                "--model",
                TinyModel.folder().toString());

        assertThat(run.sentence())
                .isEqualTo(
                        "--model: expected one that draws 32×32, which the evaluator knows, got one that draws 16×16");
        assertThat(run.status()).isEqualTo(BAD_INPUT);
    }

    @Test
    void aTrainingNeedsWhatItIsMeasuredBy(@TempDir Path folder) {
        assertThat(CommandLineRun.of("evaluator", "--train", ATLAS).sentence())
                .isEqualTo("expected --train, --unseen and --hold-out, got some of them");
        String[] training = {
            "evaluator", "--train", ATLAS, "--unseen", ATLAS + "/evaluation", "--hold-out", "dragon,crab"
        };
        assertThat(CommandLineRun.of(training).sentence())
                .isEqualTo("--train: expected --evaluator beside it, the folder to write, got none");

        List<String> complete = new ArrayList<>(List.of(training));
        complete.addAll(List.of("--evaluator", folder.toString()));
        assertThat(CommandLineRun.of(complete.toArray(String[]::new)).sentence())
                .isEqualTo("--hold-out: expected nouns of the atlas, got dragon");
    }
}
