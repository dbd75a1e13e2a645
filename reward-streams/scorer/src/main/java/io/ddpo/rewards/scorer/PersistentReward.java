package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.UnavailableException;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.service.settings.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a reward until every sample has a verdict, whatever the reward does: it answers slowly, wrongly, not at all, or is
 * not there. Blocks; for several threads at once.
 *
 * <p>A reward that is not there is waited for. One that gives no answer is asked again a few times; then the batch is
 * halved, since one picture may be what it cannot cope with. What has no verdict when the patience is over fails.
 */
final class PersistentReward {
    private static final Logger log = LoggerFactory.getLogger(PersistentReward.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final RewardFunction reward;
    private final Limits limits;
    private final Gate gate;
    private final Time time;
    private final CallMetrics metrics;

    PersistentReward(RewardFunction reward, Limits limits, Gate gate, Time time, CallMetrics metrics) {
        this.reward = reward;
        this.limits = limits;
        this.gate = gate;
        this.time = time;
        this.metrics = metrics;
    }

    /**
     * Scores a batch.
     *
     * @return one verdict a sample, in their order
     */
    List<Verdict> score(List<Sample> samples) throws InterruptedException {
        return score(samples, time.now() + limits.patience().toNanos());
    }

    private List<Verdict> score(List<Sample> samples, long deadline) throws InterruptedException {
        Exception why = null;
        int unanswered = 0;
        for (int call = 0; unanswered < limits.attempts(); call++) {
            if (!gate.enter(deadline)) {
                return outOfPatience(samples, why);
            }
            try {
                List<Verdict> verdicts = call(samples);
                gate.succeeded();
                return verdicts;
            } catch (InterruptedException | Error e) {
                gate.abandoned();
                throw e;
            } catch (Exception e) {
                gate.failed(e);
                why = e;
            }
            metrics.unanswered(why);
            log.atDebug()
                    .addKeyValue("trajectoryId", samples.get(0).id())
                    .setCause(why)
                    .log("A call had no answer");
            unanswered += why instanceof UnavailableException ? 0 : 1;
            if (unanswered < limits.attempts()) {
                pause(call, deadline);
            }
        }
        return samples.size() == 1 ? List.of(unanswered(why)) : halves(samples, deadline);
    }

    private List<Verdict> halves(List<Sample> samples, long deadline) throws InterruptedException {
        int half = samples.size() / 2;
        List<Verdict> verdicts = new ArrayList<>(score(samples.subList(0, half), deadline));
        verdicts.addAll(score(samples.subList(half, samples.size()), deadline));
        return verdicts;
    }

    /** Whether the reward is left alone because it does not answer. */
    boolean isShut() {
        return gate.isShut();
    }

    /** @throws Exception what the reward failed with */
    private List<Verdict> call(List<Sample> samples) throws Exception {
        long start = time.now();
        CompletableFuture<List<Verdict>> answer = reward.score(samples).toCompletableFuture();
        try {
            List<Verdict> verdicts = answer.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (verdicts.size() != samples.size()) {
                throw new IllegalStateException(
                        "expected %d verdicts, got %d".formatted(samples.size(), verdicts.size()));
            }
            metrics.answered(samples.size(), Duration.ofNanos(time.now() - start));
            return List.copyOf(verdicts);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } catch (TimeoutException e) {
            throw new TimeoutException("expected an answer within %s (call.timeout), got none"
                    .formatted(DurationText.write(limits.timeout())));
        } finally {
            answer.cancel(true);
        }
    }

    /** Longer each time, and never the same for two: those that failed together shall not come back together. */
    private void pause(int call, long deadline) throws InterruptedException {
        long wait = SHORTEST_WAIT.toNanos() << Math.min(call, 20);
        wait = (long) (Math.min(wait, LONGEST_WAIT.toNanos()) * (0.5 + time.random() / 2));
        time.pause(Duration.ofNanos(Math.max(0, Math.min(wait, deadline - time.now()))));
    }

    private Verdict unanswered(Exception why) {
        return Verdict.failure("asked %d times, the last time: %s".formatted(limits.attempts(), sentence(why)));
    }

    private List<Verdict> outOfPatience(List<Sample> samples, Exception why) {
        String last = why == null ? "others were waiting, too" : sentence(why);
        Verdict failure = Verdict.failure("expected an answer within %s (patience), got none: %s"
                .formatted(DurationText.write(limits.patience()), last));
        return Collections.nCopies(samples.size(), failure);
    }

    private static String sentence(Exception why) {
        String message = why.getMessage();
        return message == null || message.isBlank() ? why.getClass().getSimpleName() : message;
    }
}
