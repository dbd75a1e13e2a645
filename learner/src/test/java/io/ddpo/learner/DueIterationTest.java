package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueIterationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);

    private final RunSpecification specification = Specifications.small();
    private final Planner planner = new Planner(specification);

    @Test
    void isTheOldestThatIsOpen() {
        List<OpenIteration> open = List.of(
                new OpenIteration(3, 2, 1, BEFORE), new OpenIteration(4, 4, 2, NOW), new OpenIteration(5, 5, 3, NOW));

        DueIteration due = DueIteration.at(version(specification, 3, open), specification);

        assertThat(due)
                .isEqualTo(new DueIteration(
                        3,
                        2,
                        Optional.of(1),
                        planner.training(3, 2, 1),
                        planner.ids(3),
                        Stream.of(4, 5)
                                .flatMap(later -> planner.ids(later).stream())
                                .toList(),
                        BEFORE));
    }

    @Test
    void inAReplayIsTheNextOfTheOtherRun() {
        RunSpecification replay = RunSpecification.newBuilder(specification)
                .setOrigin(new Origin("other", 7, "a".repeat(64), 7, true, 0L))
                .setReplay(new Replay("other", List.of(7, 9), false))
                .build();

        DueIteration due = DueIteration.at(version(replay, 1, List.of()), replay);

        assertThat(due).isEqualTo(new DueIteration(1, 8, Optional.empty(), List.of(), planner.ids(9), List.of(), NOW));
    }

    @Test
    void isTheNextOneWhereTheManifestIsOfAReleaseThatListedNone() {
        DueIteration due = DueIteration.at(version(specification, 2, List.of()), specification);

        assertThat(due.iteration()).isEqualTo(2);
        assertThat(due.policyVersion()).contains(2);
        assertThat(due.requests()).isEqualTo(planner.training(2, 2, 2));
        assertThat(due.since()).isEqualTo(NOW);
    }

    /** A version that was trained on as many iterations. */
    private static WeightsManifest version(RunSpecification of, int version, List<OpenIteration> open) {
        Commit first = new CommitPlanner(of, "learner").first(Manifests.payloads(0), List.of(), NOW);
        return WeightsManifest.newBuilder(first.manifest())
                .setVersion(version)
                .setIteration(version)
                .setCounters(Map.of(Counters.TRAINED_ITERATIONS, (long) version))
                .setOpenIterations(open)
                .build();
    }
}
