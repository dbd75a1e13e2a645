package io.ddpo.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ClipTokenizerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

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
    void withClipsOwnVocabularyThousandsOfOddTextsGetTheIdsOfTheReference(@TempDir Path folder) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.read(ClipVocabulary.write(folder), 77);
        int count = 0;
        for (String line : Fixtures.gzipLines("clip/tokens.jsonl.gz")) {
            JsonNode reference = JSON.readTree(line);
            String text = reference.get("text").asText();
            long[] ids = new long[77];
            Arrays.fill(ids, 49407);
            for (int i = 0; i < reference.get("ids").size(); i++) {
                ids[i] = reference.get("ids").get(i).asLong();
            }
            assertThat(tokenizer.encode(text)).as("ids of \"" + text + "\"").isEqualTo(ids);
            count++;
        }

        assertThat(count).isGreaterThanOrEqualTo(5000);
        assertThat(tokenizer.encode("a photo of a really, functistaner big cat."))
                .startsWith(49406, 320, 1125, 539, 320, 1414, 267, 8679, 555, 2203, 528, 1205, 2368, 269, 49407);
    }

    @Test
    void anEmojiThatIsNewerThanThisJdkIsKept(@TempDir Path folder) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.read(ClipVocabulary.write(folder), 77);

        // U+1FAE0 and U+1FADF, of Unicode 14 and 16; of the first these are the ids of the reference
        assertThat(tokenizer.encode("the \ud83e\udee0")).startsWith(49406, 518, 558, 104, 510, 49407);
        assertThat(tokenizer.encode("\ud83e\udedf")).startsWith(49406, 558);
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
