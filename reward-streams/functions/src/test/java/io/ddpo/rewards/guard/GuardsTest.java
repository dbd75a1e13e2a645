package io.ddpo.rewards.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final Sample SAMPLE = new Sample("t-1", new byte[] {7}, "a fox", Map.of());

    @Test
    void everyGuardIsAskedUnderItsName() {
        Guards guards = Guards.open(
                Rewards.of(List.of(
                        new Provider("size", RewardFunction.ofEach(sample -> Verdict.score(sample.png().length))),
                        new Provider("first", RewardFunction.ofEach(sample -> Verdict.score(sample.png()[0]))))),
                Map.of("size", Map.of(), "first", Map.of()),
                (name, guard) -> guard);

        assertThat(guards.look(SAMPLE).scores()).containsExactly(Map.entry("first", 7.0), Map.entry("size", 1.0));
        assertThat(Guards.none().look(SAMPLE).scores()).isEmpty();
    }

    @Test
    void aGuardWithABugOrThatTakesItsTimeHasNoScore() {
        Guards guards = Guards.open(
                Rewards.of(List.of(
                        new Provider("buggy", samples -> {
                            throw new IllegalStateException("a bug");
                        }),
                        new Provider(
                                "broken", RewardFunction.ofEach(sample -> Verdict.score(1 / (sample.png()[0] - 7)))),
                        new Provider("slow", samples -> new CompletableFuture<>()))),
                Map.of("buggy", Map.of(), "broken", Map.of(), "slow", Map.of()),
                (name, guard) -> guard);

        Look look = guards.look(SAMPLE);

        assertThat(look.scores()).isEmpty();
        assertThat(look.missing())
                .contains(
                        "guard broken: java.lang.ArithmeticException: / by zero",
                        "guard buggy: java.lang.IllegalStateException: a bug",
                        "guard slow: expected an answer at once, got one that takes its time");
    }

    @Test
    void whatIsNoPictureHasNoSketch() {
        Look look = Guards.none().look(SAMPLE);

        assertThat(look.sketch()).isEmpty();
        assertThat(look.missing())
                .singleElement()
                .asString()
                .startsWith("sketch: picture: expected a PNG, got 1 bytes");
    }

    @Test
    void whatNeedsWorkersIsWaitedForAndTheOthersAreNot() {
        RewardFunction one = RewardFunction.ofEach(sample -> Verdict.score(1));
        Guards guards = Guards.open(
                Rewards.of(List.of(new Provider("quick", one), new Provider("slow", Needs.worker(), one))),
                Map.of("quick", Map.of(), "slow", Map.of()),
                (name, function) -> RewardFunction.ofEach(sample -> Verdict.score(2)));

        assertThat(guards.look(SAMPLE).scores()).containsExactly(Map.entry("quick", 1.0), Map.entry("slow", 2.0));
    }

    @Test
    void aGuardIsAskedAboutAsManyPicturesAtOnceAsItTakes() {
        List<Integer> calls = new ArrayList<>();
        RewardFunction sizes = samples -> {
            calls.add(samples.size());
            return RewardFunction.ofEach(sample -> Verdict.score(sample.png()[0]))
                    .score(samples);
        };
        Needs two = new Needs(Needs.Place.WORKER, Set.of(), 2);
        Guards guards = Guards.open(
                Rewards.of(List.of(new Provider("two", two, sizes))),
                Map.of("two", Map.of()),
                (name, function) -> function);

        List<Look> looks =
                guards.look(IntStream.range(0, 5).mapToObj(GuardsTest::numbered).toList());

        assertThat(calls).containsExactly(2, 2, 1);
        assertThat(looks).extracting(look -> look.scores().get("two")).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void tooFewVerdictsAreNone() {
        Guards guards = Guards.open(
                Rewards.of(List.of(new Provider("silent", samples -> CompletableFuture.completedFuture(List.of())))),
                Map.of("silent", Map.of()),
                (name, guard) -> guard);

        assertThat(guards.look(SAMPLE).missing()).contains("guard silent: expected 1 verdicts, got 0");
    }

    private static Sample numbered(int number) {
        return new Sample("t-" + number, new byte[] {(byte) number}, "a fox", Map.of());
    }

    @Test
    void aGuardThatNobodyKnowsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Guards.open(Rewards.of(List.of()), Map.of("paint", Map.of()), (name, guard) -> guard))
                .withMessageStartingWith("reward.name: expected one of");
    }

    private record Provider(String name, Needs needs, RewardFunction function) implements RewardProvider {
        Provider(String name, RewardFunction function) {
            this(name, Needs.inline(), function);
        }

        @Override
        public Needs needs(Parameters parameters) {
            return needs;
        }

        @Override
        public RewardFunction open(Parameters parameters) {
            return function;
        }
    }
}
