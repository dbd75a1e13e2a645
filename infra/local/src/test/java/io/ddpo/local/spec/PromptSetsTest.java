package io.ddpo.local.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Prompt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptSetsTest {
    @ParameterizedTest
    @CsvSource({
        "simple-animals, 45",
        "animal-activities, 135",
        "counting, 154",
        "imagenet-animals, 398",
        "held-out-animals, 9",
        "held-out-activities, 315",
        "held-out-objects, 4"
    })
    void everySetHasItsSize(String name, int size) {
        assertThat(PromptSets.find(name).orElseThrow()).hasSize(size).doesNotHaveDuplicates();
    }

    @Test
    void promptsReadAsEnglish() {
        assertThat(texts("imagenet-animals"))
                .contains("a tench", "an eft", "an Afghan hound", "a European gallinule", "a puffer");
        assertThat(texts("animal-activities")).contains("an ant riding a bike");
        assertThat(texts("counting")).contains("two wolves", "eight sheep", "three foxes", "five cats");
        assertThat(texts("held-out-objects")).containsExactly("a tree", "a car", "an apple", "a robot");
    }

    @Test
    void aCountIsKnownToRewards() {
        assertThat(PromptSets.find("counting").orElseThrow())
                .contains(new Prompt(
                        "four wolves",
                        Map.of(
                                "noun",
                                "wolf",
                                "number",
                                "4",
                                "questions",
                                "How many animals are in this picture?\nWhich animals are in this picture?",
                                "answers",
                                "4\nwolf | wolves")));
    }

    @Test
    void otherAnimalsAreNotAmongTheSimpleOnes() {
        assertThat(texts("other-animals"))
                .hasSize(19)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(texts("simple-animals"));
    }

    @Test
    void thereIsNoSetOfAnotherName() {
        assertThat(PromptSets.find("plants")).isEmpty();
        assertThat(PromptSets.names()).hasSize(8).isSorted();
    }

    private static List<String> texts(String name) {
        return PromptSets.find(name).orElseThrow().stream().map(Prompt::getText).toList();
    }
}
