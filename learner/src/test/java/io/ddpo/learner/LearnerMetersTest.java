package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LearnerMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Instant.EPOCH;
    private final LearnerMeters meters = new LearnerMeters(registry, () -> now);

    @Test
    void showsWhereTheRunStandsAndWhatTheLastIterationShowed() {
        CommitPlanner planner = new CommitPlanner(Specifications.small(), "learner");
        WeightsManifest first =
                planner.first(Manifests.payloads(0), List.of(), Instant.EPOCH).manifest();
        meters.committed(first, List.of());
        IterationResult result = new IterationResult(9, Map.of(Counters.TRAINED, 6L), Set.of(), List.of());
        Commit next = planner.next(List.of(first), Manifests.payloads(1), result, List.of(), Instant.EPOCH);

        meters.committed(next.manifest(), List.of(iteration(Map.of("rewardMean", 0.5))));
        assertThat(gauge("ddpo.learner.policy.version")).isEqualTo(1);
        assertThat(gauge("ddpo.learner.iteration")).isEqualTo(1);
        assertThat(gauge("ddpo.learner.total.trained")).isEqualTo(6);
        assertThat(gauge("ddpo.learner.total.requested")).isEqualTo(12);
        assertThat(gauge("ddpo.learner.iteration.rewardMean")).isEqualTo(0.5);

        meters.committed(next.manifest(), List.of(iteration(Map.of("rewardMean", 0.75))));
        assertThat(gauge("ddpo.learner.iteration.rewardMean")).isEqualTo(0.75);
    }

    @Test
    void showsHowLongTheOldestIterationIsWaitedFor() {
        CommitPlanner planner = new CommitPlanner(Specifications.small(), "learner");
        Instant requested = Instant.EPOCH.plusSeconds(100);
        meters.committed(
                planner.first(Manifests.payloads(0), List.of(), requested).manifest(), List.of());

        now = requested.plusMillis(2_500);

        assertThat(gauge("ddpo.learner.backlog.seconds")).isEqualTo(2.5);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static Metric iteration(Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(TrainingMetrics.ITERATIONS)
                .setIteration(0)
                .setPolicyVersion(0)
                .setStep(0)
                .setTimestamp(Instant.EPOCH)
                .setValues(values)
                .build();
    }
}
