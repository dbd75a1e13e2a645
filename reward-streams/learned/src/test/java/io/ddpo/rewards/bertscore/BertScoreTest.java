package io.ddpo.rewards.bertscore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BertScoreTest {
    private static final Offset<Double> ROUNDING = within(1e-6);

    @Test
    void everyTokenTakesTheMostSimilarOneOfTheOtherSentence() {
        TokenVectors candidate = tokens(new float[][] {{1, 0}, {0, 2}}, true, true);
        TokenVectors reference = tokens(new float[][] {{3, 4}}, true);

        BertScore score = BertScore.of(candidate, reference);

        assertThat(score.precision()).isEqualTo((0.6 + 0.8) / 2, ROUNDING);
        assertThat(score.recall()).isEqualTo(0.8, ROUNDING);
        assertThat(score.f1()).isEqualTo(2 * 0.7 * 0.8 / 1.5, ROUNDING);
    }

    @Test
    void whatTheTokenizerAddsMayBeTakenButDoesNotCount() {
        TokenVectors candidate = tokens(new float[][] {{1, 0}, {0, 1}}, false, true);
        TokenVectors reference = tokens(new float[][] {{1, 0}}, true);

        BertScore score = BertScore.of(candidate, reference);

        assertThat(score.precision()).isEqualTo(0, ROUNDING);
        assertThat(score.recall()).isEqualTo(1, ROUNDING);
    }

    private static TokenVectors tokens(float[][] vectors, boolean... counted) {
        return new TokenVectors(vectors, counted);
    }
}
