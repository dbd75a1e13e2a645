package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptDrawTest {
    private static final int SAMPLES = 20_000;

    @Test
    void promptsAreDrawnAsOftenAsTheirWeightsSay() {
        Map<String, Double> shares = shares(Map.of("a fox", 3.0, "an owl", 0.0));

        assertThat(shares).doesNotContainKey("an owl");
        assertThat(shares.get("a fox")).isCloseTo(0.75, offset(0.02));
        assertThat(shares.get("a cat")).as("1 where nothing is said").isCloseTo(0.25, offset(0.02));
    }

    @Test
    void withoutWeightsEveryPromptIsDrawnAsOften() {
        assertThat(shares(Map.of()))
                .hasSize(3)
                .allSatisfy((prompt, share) -> assertThat(share).isCloseTo(1.0 / 3, offset(0.02)));
    }

    @Test
    void aDrawDependsOnSeedRoundAndSampleAlone() {
        PromptDraw prompts = draw(Map.of("a fox", 2.0));
        Seeds seeds = new Seeds(1);

        assertThat(prompts.draw(seeds, 3, 4))
                .isEqualTo(draw(Map.of("a fox", 2.0)).draw(new Seeds(1), 3, 4));
        assertThat(List.of(seeds.share(0, 0), seeds.share(0, 1), seeds.share(1, 0), new Seeds(2).share(0, 0)))
                .doesNotHaveDuplicates()
                .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    private static Map<String, Double> shares(Map<String, Double> weights) {
        PromptDraw prompts = draw(weights);
        Map<String, Double> shares = new HashMap<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
            shares.merge(prompts.draw(new Seeds(1), 0, sample).getText(), 1.0 / SAMPLES, Double::sum);
        }
        return shares;
    }

    private static PromptDraw draw(Map<String, Double> weights) {
        return PromptDraw.of(RunSpecification.newBuilder(Specifications.small())
                .setPrompts(List.of(prompt("a fox"), prompt("a cat"), prompt("an owl")))
                .setPromptWeights(weights)
                .build());
    }

    private static Prompt prompt(String text) {
        return new Prompt(text, Map.of());
    }
}
