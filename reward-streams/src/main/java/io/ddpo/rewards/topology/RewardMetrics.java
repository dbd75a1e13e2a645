package io.ddpo.rewards.topology;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the topology counts. A crash may make it count a record twice, since counters are no part of a transaction.
 * Thread-safe.
 */
public final class RewardMetrics {
    private final MeterRegistry registry;
    private final AtomicReference<Waiting> waiting = new AtomicReference<>(new Waiting(0, 0));
    private final AtomicLong openForMillis = new AtomicLong();

    /** Meters of one run in {@code registry}. */
    public RewardMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("ddpo.rewards.waiting", waiting, latest -> latest.get().rewards());
        registry.gauge("ddpo.rewards.iteration.open.seconds", openForMillis, millis -> millis.get() / 1e3);
    }

    /** What waits at the barrier. */
    public Waiting waiting() {
        return waiting.get();
    }

    /** How long the iteration at the barrier has been open. */
    public Duration openFor() {
        return Duration.ofMillis(openForMillis.get());
    }

    /** Outcomes that were scored or failed, since the start of this process. */
    public long outcomes() {
        return (long) registry.counter("ddpo.rewards.outcomes").count();
    }

    <T> T timed(String reward, Supplier<T> scoring) {
        return registry.timer("ddpo.rewards.scoring", "reward", reward).record(scoring);
    }

    void outcome() {
        registry.counter("ddpo.rewards.outcomes").increment();
    }

    void failed(String stage) {
        registry.counter("ddpo.rewards.failures", "stage", stage).increment();
    }

    void duplicate(Stage stage) {
        registry.counter("ddpo.rewards.duplicates", "stage", stage.text()).increment();
    }

    void late(Stage stage) {
        registry.counter("ddpo.rewards.late", "stage", stage.text()).increment();
    }

    void deadLettered(Stage stage) {
        registry.counter("ddpo.rewards.dead.letters", "stage", stage.text()).increment();
    }

    void closed() {
        registry.counter("ddpo.rewards.iterations.closed").increment();
    }

    void waiting(int iteration, long rewards) {
        waiting.set(new Waiting(iteration, rewards));
    }

    void openFor(Duration open) {
        openForMillis.set(open.toMillis());
    }

    /**
     * What waits at the barrier.
     *
     * @param iteration the next to close
     * @param rewards how many rewards are there, those of later iterations included
     */
    public record Waiting(int iteration, long rewards) {}
}
