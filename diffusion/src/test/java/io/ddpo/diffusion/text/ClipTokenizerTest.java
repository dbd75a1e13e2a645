package io.ddpo.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTokenizerTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny-text-pixel", "tiny-sd-linear"})
    void everyCaseOfTheReferenceTokenizerComesOutTheSame(String model) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.read(Fixtures.path(model + "/tokenizer"), 16);

        for (JsonNode reference : Fixtures.json(model + "/expected/tokens.json")) {
            String text = reference.get("text").asText();
            long[] ids = StreamSupport.stream(reference.get("ids").spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
            assertThat(tokenizer.encode(text)).as("ids of \"" + text + "\"").isEqualTo(ids);
        }
    }

    @Test
    void theShorterOfBothLimitsHolds() throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.read(Fixtures.path("tiny-text-pixel/tokenizer"), 4);

        assertThat(tokenizer.encode("a photo of a cat")).hasSize(4).endsWith(550);
    }

    @Test
    void aLearnedVocabularyGivesFrequentWordsOneTokenAndCanBeReadBack(@TempDir Path folder) throws IOException {
        List<String> prompts = List.of("a fox", "a fox", "an ox", "a wolf");
        BytePairTrainer learned = BytePairTrainer.learn(prompts, 1024);
        learned.write(folder, 8);

        long[] ids = ClipTokenizer.read(folder, 8).encode("A  FOX");

        assertThat(learned.size()).isLessThan(540);
        assertThat(ids).hasSize(8);
        assertThat(List.of(ids[0], ids[3])).containsExactly((long) learned.size() - 2, (long) learned.size() - 1);
        assertThat(ids[4]).as("padding").isEqualTo(ids[3]);
    }

    @Test
    void aBoundOnTheVocabularyIsKept() {
        assertThat(BytePairTrainer.learn(List.of("abcdefgh abcdefgi"), 520).size())
                .isLessThanOrEqualTo(520);
    }

    @Test
    void aVocabularyWithoutEndTokenIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"<|startoftext|>\": 0}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{}");

        assertThatThrownBy(() -> ClipTokenizer.read(folder, 8))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + folder.resolve("vocab.json")
                        + "] expected the token <|endoftext|>, came a vocabulary without it");
    }
}
