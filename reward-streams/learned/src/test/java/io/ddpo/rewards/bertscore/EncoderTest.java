package io.ddpo.rewards.bertscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderTest {
    private static final double BOUND = 1e-4;

    private static Encoder encoder;

    @BeforeAll
    static void open() {
        encoder = Encoder.shipped();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void itScoresAsTheReferenceImplementationDoes() throws IOException {
        JsonNode pairs;
        try (InputStream fixture = EncoderTest.class.getResourceAsStream("/fixtures/bertscore.json")) {
            pairs = new ObjectMapper().readTree(fixture);
        }
        assertThat(pairs).hasSize(12);
        for (JsonNode pair : pairs) {
            String candidate = pair.path("candidate").textValue();
            BertScore score =
                    encoder.score(candidate, pair.path("reference").textValue()).orElseThrow();

            assertThat(score.recall())
                    .as(candidate)
                    .isEqualTo(pair.path("recall").doubleValue(), within(BOUND));
            assertThat(score.precision())
                    .as(candidate)
                    .isEqualTo(pair.path("precision").doubleValue(), within(BOUND));
            assertThat(score.f1()).as(candidate).isEqualTo(pair.path("f1").doubleValue(), within(BOUND));
        }
    }

    @Test
    void aSentenceHasTheEmbeddingThatTheReferenceGivesIt() throws IOException {
        JsonNode embedded;
        try (InputStream fixture = EncoderTest.class.getResourceAsStream("/fixtures/sentences.json")) {
            embedded = new ObjectMapper().readTree(fixture);
        }
        assertThat(embedded).hasSize(4);
        for (JsonNode one : embedded) {
            JsonNode expected = one.path("embedding");
            float[] embedding = encoder.sentence(one.path("sentence").textValue());

            assertThat(embedding).hasSize(expected.size());
            for (int i = 0; i < embedding.length; i++) {
                assertThat((double) embedding[i]).isEqualTo(expected.get(i).doubleValue(), within(BOUND));
            }
        }
    }

    @Test
    void whatHasNoWordHasNoScore() {
        assertThat(encoder.score("", "a fox")).isEmpty();
        assertThat(encoder.score("\u0000 \u200b", "a fox")).isEmpty();
        assertThat(encoder.score("a fox", "  ")).isEmpty();
    }

    @Test
    void aFolderWithoutAnEncoderIsRefused(@TempDir Path folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Encoder.in(folder))
                .withMessageStartingWith("[%s] expected an encoder's model.onnx and tokenizer.json, got ", folder);
    }
}
