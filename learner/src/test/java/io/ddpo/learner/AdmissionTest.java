package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ITERATIONS = 9;

    @Test
    void inLockstepOneIterationAtATimeIsSampledWithTheVersionThatIsTrained() {
        assertThat(trained(0))
                .extracting(Trained::iteration, Trained::staleness)
                .containsExactlyElementsOf(IntStream.range(0, ITERATIONS)
                        .mapToObj(iteration -> tuple(iteration, 0))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 20})
    void everyIterationIsTrainedOnceInOrderAndNoneIsTooOld(int staleness) {
        List<Trained> all = trained(staleness);

        assertThat(all)
                .extracting(Trained::iteration)
                .containsExactlyElementsOf(
                        IntStream.range(0, ITERATIONS).boxed().toList());
        assertThat(all)
                .extracting(Trained::staleness)
                .containsExactlyElementsOf(IntStream.range(0, ITERATIONS)
                        .mapToObj(iteration -> Math.min(iteration, staleness))
                        .toList());
    }

    @Test
    void requestsNothingThatWillNotBeTrained() {
        WeightsManifest nearTheEnd = version(7, 7, List.of(open(7, 5)));

        assertThat(new Admission(5, ITERATIONS, 0).at(nearTheEnd, NOW))
                .extracting(OpenIteration::getIteration)
                .containsExactly(8);
    }

    @Test
    void requestsNothingWhileAllThatMayBeOpenIs() {
        WeightsManifest full = version(3, 3, List.of(open(3, 1), open(4, 2), open(5, 3)));

        assertThat(new Admission(2, ITERATIONS, 0).at(full, NOW)).isEmpty();
    }

    @Test
    void drawsAnewWhatIsRequestedAfterAnIterationWasGivenUp() {
        WeightsManifest afterOneWasGivenUp = version(4, 3, List.of(open(4, 2)));

        assertThat(new Admission(1, ITERATIONS, 0).at(afterOneWasGivenUp, NOW))
                .containsExactly(new OpenIteration(5, 5, 4, NOW));
        assertThat(new Admission(0, ITERATIONS, 0).at(version(4, 3, List.of()), NOW))
                .as("in lockstep, what was given up")
                .containsExactly(new OpenIteration(4, 3, 4, NOW));
    }

    @Test
    void goesOnWithTheRoundsOfTheRunThatItComesFrom() {
        assertThat(new Admission(1, ITERATIONS, 3).at(version(4, 4, List.of(open(4, 3))), NOW))
                .containsExactly(new OpenIteration(5, 8, 4, NOW));
        assertThat(new Admission(0, ITERATIONS, 3).at(version(4, 3, List.of()), NOW))
                .containsExactly(new OpenIteration(4, 6, 4, NOW));
    }

    private record Trained(int iteration, int staleness) {}

    /** A run from version to version. */
    private static List<Trained> trained(int staleness) {
        Admission admission = new Admission(staleness, ITERATIONS, 0);
        List<Trained> trained = new ArrayList<>();
        List<OpenIteration> open = new ArrayList<>();
        for (int version = 0; version < ITERATIONS; version++) {
            open.addAll(admission.at(version(version, version, open), NOW));
            assertThat(open).hasSizeLessThanOrEqualTo(staleness + 1);
            OpenIteration oldest = open.remove(0);
            trained.add(new Trained(oldest.getIteration(), version - oldest.getPolicyVersion()));
        }
        assertThat(open).isEmpty();
        return trained;
    }

    private static OpenIteration open(int iteration, int version) {
        return new OpenIteration(iteration, iteration, version, NOW);
    }

    private static WeightsManifest version(int version, long trained, List<OpenIteration> open) {
        RunSpecification specification = RunSpecification.newBuilder(Specifications.small())
                .setIterations(ITERATIONS)
                .build();
        Commit first = new CommitPlanner(specification, "learner").first(Manifests.payloads(0), List.of(), NOW);
        return WeightsManifest.newBuilder(first.manifest())
                .setVersion(version)
                .setIteration(version)
                .setCounters(Map.of(Counters.TRAINED_ITERATIONS, trained))
                .setOpenIterations(open)
                .build();
    }
}
