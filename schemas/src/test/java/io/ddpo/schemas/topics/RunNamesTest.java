package io.ddpo.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunNamesTest {

    private final RunNames names = new RunNames("fox-7");

    @Test
    void everythingARunOwnsStartsWithItsPrefix() {
        assertThat(Stream.of(
                        names.samplerGroup(),
                        names.scorerGroup("aesthetic"),
                        names.rewardStreamsApplication(),
                        names.learnerGroup(),
                        names.learnerTransactionalId()))
                .containsExactly(
                        "fox-7.samplers",
                        "fox-7.scorers.aesthetic",
                        "fox-7.reward-streams",
                        "fox-7.learner",
                        "fox-7.learner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "fox-7", "a-", "abcdefghijabcdefghijabcdefghijabcdefghij"})
    void lowerCaseLettersDigitsAndHyphensMakeAName(String name) {
        assertThat(new RunNames(name).prefix()).isEqualTo(name + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a.b", "a_b", "a b", "abcdefghijabcdefghijabcdefghijabcdefghija", "ddpo"})
    void anythingElseIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunNames(name))
                .withMessage("run: expected [a-z0-9][a-z0-9-]{0,39}, but not ddpo, found '" + name + "'");
    }
}
