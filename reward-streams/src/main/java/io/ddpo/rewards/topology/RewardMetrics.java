package io.ddpo.rewards.topology;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the topology counts. A crash may make it count a record twice, since counters are no part of a transaction.
 * Thread-safe.
 */
public final class RewardMetrics {
    private static final String OUTCOMES = "ddpo.rewards.outcomes";

    private final MeterRegistry registry;
    private volatile int iteration;
    private volatile long waiting;
    private volatile Duration openFor = Duration.ZERO;

    /** Meters of one run in {@code registry}. */
    public RewardMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("ddpo.rewards.iteration", this, metrics -> metrics.iteration);
        registry.gauge("ddpo.rewards.waiting", this, metrics -> metrics.waiting);
        registry.gauge("ddpo.rewards.iteration.open.seconds", this, metrics -> metrics.openFor.toMillis() / 1e3);
    }

    /** How things stand. */
    public Figures figures() {
        return new Figures(
                iteration, waiting, openFor, (long) registry.counter(OUTCOMES).count());
    }

    <T> T timed(String reward, Supplier<T> scoring) {
        return registry.timer("ddpo.rewards.scoring", "reward", reward).record(scoring);
    }

    void outcome() {
        registry.counter(OUTCOMES).increment();
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

    void waiting(int nextIteration, long rewards) {
        iteration = nextIteration;
        waiting = rewards;
    }

    void openFor(Duration open) {
        openFor = open;
    }

    /**
     * How things stand.
     *
     * @param iteration the next to close
     * @param waiting rewards at the barrier, those of later iterations included
     * @param openFor how long the next iteration has been open
     * @param outcomes that were taken in since the start of this process
     */
    public record Figures(int iteration, long waiting, Duration openFor, long outcomes) {}
}
