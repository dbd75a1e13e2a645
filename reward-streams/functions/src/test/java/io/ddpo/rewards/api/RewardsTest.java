package io.ddpo.rewards.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewardsTest {
    private final Rewards rewards = Rewards.of(List.of(new Fixed("one"), new Fixed("two")));

    @Test
    void anUnknownRewardIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.open("three", Map.of()))
                .withMessage("reward.name: expected one of one, two, got 'three'");
    }

    @Test
    void whatIsNotKnownHereIsNotScoredHere() {
        assertThat(rewards.isInline("one", Map.of())).isTrue();
        assertThat(rewards.isInline("three", Map.of())).isFalse();
        assertThat(Rewards.installed().isInline("http", Map.of("url", "http://localhost:1/")))
                .isFalse();
    }

    @Test
    void twoProvidersOfOneNameAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Rewards.of(List.of(new Fixed("one"), new Fixed("one"))))
                .withMessage("reward one: expected one provider on the class path, found %s and %s"
                        .formatted(Fixed.class.getName(), Fixed.class.getName()));
    }

    @Test
    void aParameterThatNobodyAsksForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.needs("one", Map.of("value", "1", "valeu", "2")))
                .withMessage("reward.parameters: expected only value for one, got 'valeu'");
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.open("one", Map.of("value", "a lot")))
                .withMessage("reward.parameters.value: expected a finite number, got 'a lot'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.open("one", Map.of("value", "NaN")))
                .withMessage("reward.parameters.value: expected a finite number, got 'NaN'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/", "localhost:8000", "http:///path", "http://a b/"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parameters.of(Map.of("url", text)).address("url"))
                .withMessage("reward.parameters.url: expected an http or https address, got '%s'".formatted(text));
    }

    @Test
    void parametersUnderANameAreReadByTheRestOfTheirNames() {
        Parameters under = Parameters.of(Map.of("a.url", "http://host:1/x", "a.b.list", "x, y"))
                .under("a");

        assertThat(under.address("url")).isEqualTo(URI.create("http://host:1/x"));
        assertThat(under.under("b").list("list")).containsExactly("x", "y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> under.text("token"))
                .withMessage("reward.parameters.a.token: expected some text, got 'none'");
    }

    @Test
    void theFirstPromptThatLacksWhatARewardNeedsIsNamed() {
        Needs needs = new Needs(Needs.Place.WORKER, Set.of("noun", "number"));

        assertThat(needs.missing(List.of(Map.of("noun", "fox", "number", "3"), Map.of("noun", "owl"))))
                .contains("prompts[1].metadata: expected [number], which the reward needs, found [noun]");
        assertThat(needs.missing(List.of(Map.of("noun", "fox", "number", "3", "x", "y"))))
                .isEmpty();
    }

    @Test
    void whatIsNoFiniteNumberIsNoScore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.score(Double.NaN))
                .withMessage("score: expected a finite number, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.score(1, Map.of("sharp", Double.NEGATIVE_INFINITY)))
                .withMessage("component sharp: expected a finite number, got -Infinity");
        assertThatIllegalArgumentException().isThrownBy(() -> Verdict.failure(" "));
    }

    @Test
    void aBugInAFunctionOfEachSampleFailsTheStage() {
        RewardFunction buggy = RewardFunction.ofEach(sample -> Verdict.score(1 / sample.png().length));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> buggy.score(List.of(new Sample("t", new byte[0], "", Map.of())))
                        .toCompletableFuture()
                        .join())
                .withCauseInstanceOf(ArithmeticException.class);
    }

    private record Fixed(String name) implements RewardProvider {
        @Override
        public Needs needs(Parameters parameters) {
            parameters.number("value");
            return Needs.inline();
        }

        @Override
        public RewardFunction open(Parameters parameters) {
            double value = parameters.number("value").orElse(1.0);
            return RewardFunction.ofEach(sample -> Verdict.score(value));
        }
    }
}
