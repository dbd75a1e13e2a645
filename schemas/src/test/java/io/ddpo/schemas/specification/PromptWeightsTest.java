package io.ddpo.schemas.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptWeightsTest {
    private final RunSpecification sound = Specifications.sound(); // of "a fox" and "two wolves"

    @Test
    void aPromptThatIsNotNamedWeighsOne() {
        assertThat(PromptWeights.of(weighing("3 a fox"))).containsExactly(3, 1);
        assertThat(PromptWeights.of(sound)).containsExactly(1, 1);
    }

    @Test
    void textsAreReadAsTheyAreWritten() {
        Map<String, Double> weights = Map.of("two wolves", 1e-3, "a fox", 0.0);

        assertThat(PromptWeights.text(weights)).isEqualTo("0.0 a fox\n0.001 two wolves");
        assertThat(PromptWeights.parse(PromptWeights.text(weights))).isEqualTo(weights);
        assertThat(PromptWeights.parse(PromptWeights.text(Map.of()))).isEmpty();
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weighing("a fox"))
                .withMessage("promptWeights: expected lines of a weight, a space and a prompt, found 'a fox'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weighing("2 an owl\n-1 a fox"))
                .withMessage("promptWeights[a fox]: expected a number of at least 0, found -1.0;"
                        + " promptWeights[an owl]: expected the text of one of the run's prompts, found 'an owl'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weighing("0 a fox\n0 two wolves"))
                .withMessage("promptWeights: expected a prompt with a weight above 0, found none");
    }

    private RunSpecification weighing(String text) {
        return ChangeableSettings.apply(sound, Map.of(PromptWeights.PATH, text));
    }
}
