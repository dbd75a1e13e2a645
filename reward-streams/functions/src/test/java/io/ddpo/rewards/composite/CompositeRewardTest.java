package io.ddpo.rewards.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Needs.Place;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositeRewardTest {
    private static final Sample SAMPLE = new Sample("t", new byte[] {7}, "a fox", Map.of());

    private final CompletableFuture<List<Verdict>> pending = new CompletableFuture<>();
    private final Rewards parts = Rewards.of(List.of(
            new Part(
                    "byte",
                    Needs.inline(),
                    own -> RewardFunction.ofEach(
                            sample -> Verdict.score(sample.png()[0], Map.of("raw", (double) sample.png()[0])))),
            new Part("given", Needs.inline(), own -> {
                double value = own.number("value").orElseThrow();
                return RewardFunction.ofEach(sample -> Verdict.score(value));
            }),
            new Part("none", Needs.inline(), own -> RewardFunction.ofEach(sample -> Verdict.failure("too dark"))),
            new Part("slow", new Needs(Place.WORKER, Set.of("noun")), own -> samples -> pending)));
    private final Rewards rewards = Rewards.of(List.of(new CompositeReward(() -> parts)));

    @Test
    void theTotalIsTheWeightedSumAndEveryPartOfItIsKept() {
        assertThat(score(Map.of(
                        "components", "sharp, pretty",
                        "sharp.reward", "byte",
                        "sharp.weight", "2",
                        "pretty.reward", "given",
                        "pretty.with.value", "10",
                        "pretty.weight", "-0.5",
                        "pretty.mean", "4",
                        "pretty.std", "3")))
                .isEqualTo(Verdict.score(
                        13,
                        Map.of(
                                "sharp", 7.0,
                                "sharp.weighted", 14.0,
                                "sharp.raw", 7.0,
                                "pretty", 10.0,
                                "pretty.weighted", -1.0)));
    }

    @ParameterizedTest
    @CsvSource({"-5, -1", "0.5, 0.5", "99, 2"})
    void scoresAreClippedBeforeTheyAreWeighted(double value, double expected) {
        Verdict.Score score = (Verdict.Score) score(Map.of(
                "components", "x",
                "x.reward", "given",
                "x.with.value", Double.toString(value),
                "x.lowest", "-1",
                "x.highest", "2"));

        assertThat(score.value()).isEqualTo(expected);
        assertThat(score.components()).containsEntry("x", value);
    }

    @Test
    void aSampleThatOnePartCannotScoreHasNoScore() {
        assertThat(score(Map.of("components", "a,b,c", "a.reward", "byte", "b.reward", "none", "c.reward", "none")))
                .isEqualTo(Verdict.failure("b: too dark; c: too dark"));
    }

    @Test
    void itRunsInWorkersIfOneOfItsPartsDoesAndNeedsWhatTheyNeed() {
        assertThat(rewards.needs("composite", Map.of("components", "a", "a.reward", "byte")))
                .isEqualTo(Needs.inline());
        assertThat(rewards.needs("composite", Map.of("components", "a,b", "a.reward", "byte", "b.reward", "slow")))
                .isEqualTo(new Needs(Place.WORKER, Set.of("noun")));
    }

    @Test
    void aPartThatGivesNoAnswerLeavesTheWholeWithoutOne() {
        CompletableFuture<List<Verdict>> sum = sum(Map.of("components", "a,b", "a.reward", "byte", "b.reward", "slow"));
        assertThat(sum).isNotDone();

        pending.completeExceptionally(new IllegalStateException("out of order"));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(sum::join)
                .withMessageContaining("out of order");
    }

    @Test
    void givingItUpGivesItsPartsUp() {
        sum(Map.of("components", "b", "b.reward", "slow")).cancel(true);

        assertThat(pending).isCancelled();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "components|''|reward.parameters.components: expected some text, got 'none'",
                "components|a,a|reward.parameters.components: expected names of small letters, digits and hyphens, each once, got 'a'",
                "a.reward|bite|reward.parameters.a.reward: expected one of byte, given, none, slow, got 'bite'",
                "a.weight|much|reward.parameters.a.weight: expected a finite number, got 'much'",
                "a.std|0|reward.parameters.a.std: expected a number above 0, got '0.0'",
                "a.highest|-2|reward.parameters.a.highest: expected more than lowest (-1.0), got '-2.0'",
                "a.wieght|1|reward.parameters: expected only a.highest, a.lowest, a.mean, a.reward, a.std, a.weight, components for composite, got 'a.wieght'",
            })
    void whatCannotBeIsRefused(String name, String value, String sentence) {
        Map<String, String> parameters =
                new HashMap<>(Map.of("components", "a", "a.reward", "byte", "a.lowest", "-1", "a.highest", "1"));
        parameters.put(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.needs("composite", parameters))
                .withMessage(sentence);
    }

    @Test
    void itIsInstalled() {
        assertThat(Rewards.installed()
                        .needs("composite", Map.of("components", "a", "a.reward", "jpeg-compressibility")))
                .isEqualTo(Needs.inline());
    }

    private Verdict score(Map<String, String> parameters) {
        return sum(parameters).join().get(0);
    }

    private CompletableFuture<List<Verdict>> sum(Map<String, String> parameters) {
        return rewards.open("composite", parameters).score(List.of(SAMPLE)).toCompletableFuture();
    }

    private record Part(String name, Needs wanted, Function<Parameters, RewardFunction> opener)
            implements RewardProvider {
        @Override
        public Needs needs(Parameters parameters) {
            if (name.equals("given")) {
                parameters.number("value");
            }
            return wanted;
        }

        @Override
        public RewardFunction open(Parameters parameters) {
            return opener.apply(parameters);
        }
    }
}
