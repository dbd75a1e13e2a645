package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.UnavailableException;
import io.ddpo.rewards.api.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentRewardTest {
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final FakeTime time = new FakeTime();
    private final List<Integer> batches = new ArrayList<>();

    @Test
    void aRewardThatAnswersIsAskedOnce() throws InterruptedException {
        assertThat(score(4, samples -> scores(samples))).containsExactlyElementsOf(expected(4));
        assertThat(batches).containsExactly(4);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void aFailureOfASampleIsFinal() throws InterruptedException {
        assertThat(score(
                        2,
                        samples -> answer(samples.stream()
                                .map(s -> Verdict.failure("empty"))
                                .toList())))
                .containsExactly(Verdict.failure("empty"), Verdict.failure("empty"));
        assertThat(batches).containsExactly(2);
    }

    @Test
    void anAnswerThatIsNoneIsAskedForAgainAfterAWaitThatGrows() throws InterruptedException {
        assertThat(score(4, samples -> batches.size() < 3 ? failing() : scores(samples)))
                .containsExactlyElementsOf(expected(4));

        assertThat(batches).containsExactly(4, 4, 4);
        assertThat(time.pauses).containsExactly(Duration.ofMillis(375), Duration.ofMillis(750));
    }

    @Test
    void oneSampleThatTheRewardCannotCopeWithFailsAlone() throws InterruptedException {
        List<Verdict> verdicts = score(8, samples -> has(samples, 5) ? failing() : scores(samples));

        List<Verdict> wanted = new ArrayList<>(expected(8));
        wanted.set(5, Verdict.failure("asked 3 times, the last time: out of order"));
        assertThat(verdicts).isEqualTo(wanted);
        assertThat(batches).containsExactly(8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 1, 1, 1, 1, 2);
    }

    @Test
    void aRewardThatIsNotThereIsWaitedForHoweverManyCallsThatTakes() throws InterruptedException {
        long back = time.now() + Duration.ofMinutes(4).toNanos();

        List<Verdict> verdicts = score(2, samples -> time.now() - back < 0 ? absent() : scores(samples));

        assertThat(verdicts).containsExactlyElementsOf(expected(2));
        assertThat(batches).hasSizeGreaterThan(ATTEMPTS).containsOnly(2);
    }

    @Test
    void aRewardThatNeverComesBackFailsEverySampleWhenThePatienceIsOver() throws InterruptedException {
        long start = time.now();

        List<Verdict> verdicts = score(2, samples -> absent());

        assertThat(verdicts)
                .hasSize(2)
                .containsOnly(Verdict.failure("expected an answer within 5m (patience), got none: nobody there"));
        assertThat(Duration.ofNanos(time.now() - start)).isBetween(PATIENCE, PATIENCE.plusSeconds(1));
    }

    @Test
    void aCallThatTakesTooLongIsGivenUpAndCounts() throws InterruptedException {
        List<CompletableFuture<List<Verdict>>> calls = new ArrayList<>();

        List<Verdict> verdicts = score(1, samples -> {
            calls.add(new CompletableFuture<>());
            return calls.get(calls.size() - 1);
        });

        assertThat(verdicts)
                .containsExactly(Verdict.failure(
                        "asked 3 times, the last time: expected an answer within 20ms (call.timeout), got none"));
        assertThat(calls).hasSize(ATTEMPTS).allMatch(CompletableFuture::isCancelled);
    }

    @Test
    void tooFewVerdictsAreNoAnswer() throws InterruptedException {
        assertThat(score(1, samples -> answer(List.of())))
                .containsExactly(Verdict.failure("asked 3 times, the last time: expected 1 verdicts, got 0"));
    }

    @Test
    void aRewardThatThrowsInsteadOfFailingItsStageIsTreatedTheSame() throws InterruptedException {
        assertThat(score(1, samples -> {
                    throw new IllegalArgumentException();
                }))
                .containsExactly(Verdict.failure("asked 3 times, the last time: IllegalArgumentException"));
    }

    @Test
    void anErrorOfTheMachineIsNoVerdict() {
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> score(1, samples -> CompletableFuture.failedFuture(new OutOfMemoryError("heap"))));
    }

    @Test
    void anInterruptGivesTheCallUp() {
        CompletableFuture<List<Verdict>> call = new CompletableFuture<>();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> score(1, samples -> call));
    }

    private List<Verdict> score(int count, RewardFunction reward) throws InterruptedException {
        Limits limits = new Limits(1, OptionalDouble.empty(), Duration.ofMillis(20), ATTEMPTS, PATIENCE);
        List<Sample> samples = IntStream.range(0, count)
                .mapToObj(i -> new Sample("t-" + i, new byte[] {(byte) i}, "a fox", Map.of()))
                .toList();
        RewardFunction counted = asked -> {
            batches.add(asked.size());
            return reward.score(asked);
        };
        return new PersistentReward(
                        counted,
                        limits,
                        new Gate(limits, time),
                        time,
                        new CallMetrics(new SimpleMeterRegistry(), "counted"))
                .score(samples);
    }

    private static CompletableFuture<List<Verdict>> scores(List<Sample> samples) {
        return answer(
                samples.stream().map(sample -> Verdict.score(sample.png()[0])).toList());
    }

    private static CompletableFuture<List<Verdict>> answer(List<Verdict> verdicts) {
        return CompletableFuture.completedFuture(verdicts);
    }

    private static CompletableFuture<List<Verdict>> failing() {
        return CompletableFuture.failedFuture(new IllegalStateException("out of order"));
    }

    private static CompletableFuture<List<Verdict>> absent() {
        return CompletableFuture.failedFuture(new UnavailableException("nobody there", (Throwable) null));
    }

    private static boolean has(List<Sample> samples, int index) {
        return samples.stream().anyMatch(sample -> sample.png()[0] == index);
    }

    private static List<Verdict> expected(int count) {
        return IntStream.range(0, count).mapToObj(Verdict::score).toList();
    }
}
