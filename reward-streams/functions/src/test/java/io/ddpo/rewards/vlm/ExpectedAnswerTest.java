package io.ddpo.rewards.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedAnswerTest {
    @ParameterizedTest
    @CsvSource({
        "There are three foxes.,          3",
        "There are 3 foxes.,              three",
        "THREE!,                          3",
        "Three red foxes on a hill,       red foxes",
        "A pack of wolves,                wolf | wolves",
        "Il y a trois renards à Nîmes.,   à nîmes",
    })
    void isFoundWhereItIs(String reply, String answer) {
        assertThat(ExpectedAnswer.isIn(reply, answer)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "There are 13 foxes.,             3",
        "There are three foxes.,          2",
        "A pack of dogs,                  wolf | wolves",
        "A catalogue,                     cat",
        "Foxes that are red,              red foxes",
        "'',                              cat",
    })
    void isNotFoundWhereItIsNot(String reply, String answer) {
        assertThat(ExpectedAnswer.isIn(reply, answer)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"wolf | wolves, true", "3, true", "|, false", "wolf |, false", "'?', false"})
    void isSoundWithWords(String answer, boolean sound) {
        assertThat(ExpectedAnswer.isSound(answer)).isEqualTo(sound);
    }
}
