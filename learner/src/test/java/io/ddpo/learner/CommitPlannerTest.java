package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.learner.Commit.PrunedChunk;
import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommitPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, Long> TRAINED =
            Map.of(Counters.TRAINED, 6L, Counters.TRAINED_ITERATIONS, 1L, Counters.UPDATES, 2L);

    private final RunSpecification specification =
            RunSpecification.newBuilder(Specifications.small()).setIterations(4).build();
    private final CommitPlanner planner = new CommitPlanner(specification, "learner");
    private final List<WeightsManifest> history = new ArrayList<>();

    @Test
    void beginsWithVersionZeroAndTheFirstRequests() {
        Commit first = first();

        WeightsManifest manifest = first.manifest();
        assertThat(manifest.getVersion()).isZero();
        assertThat(manifest.getParentVersion()).isEmpty();
        assertThat(manifest.getNextAdvantagesOffset()).isZero();
        assertThat(manifest.getNextControlOffset()).isEqualTo(1);
        assertThat(manifest.getBaseDigest())
                .isEqualTo(specification.getBaseModel().getDigest());
        assertThat(manifest.getLora()).isEqualTo(specification.getTraining().getLora());
        assertThat(manifest.getSettings()).isEqualTo(ChangeableSettings.of(specification));
        assertThat(manifest.getCreatedAt()).isEqualTo(NOW);
        assertThat(ids(first)).containsExactly("t000000-00000", "t000000-00001", "e000000-00000");
    }

    @Test
    void goesFromVersionToVersion() {
        first();

        Commit next = trained(42);

        WeightsManifest manifest = next.manifest();
        assertThat(manifest.getVersion()).isEqualTo(1);
        assertThat(manifest.getParentVersion()).contains(0);
        assertThat(manifest.getIteration()).isEqualTo(1);
        assertThat(manifest.getNextAdvantagesOffset()).isEqualTo(42);
        assertThat(manifest.getPolicySha256()).isEqualTo("sha of 1");
        assertThat(manifest.getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 6L);
        assertThat(ids(next)).containsExactly("t000001-00000", "t000001-00001");
    }

    @Test
    void requestsWhatThePlannerSaysForTheVersion() {
        first();

        assertThat(trained(42).requests()).isEqualTo(new Planner(specification).training(1, 1, 1));
        assertThat(planner.due(latest()).requests()).isEqualTo(new Planner(specification).training(1, 1, 1));
    }

    @Test
    void finishesAfterTheLastIterationWithAnEvaluation() {
        first();
        trained(10);
        trained(20);
        trained(30);

        Commit last = trained(40);

        assertThat(last.manifest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(ids(last)).containsExactly("e000004-00000");
        assertThat(last.manifest().getCounters()).containsEntry(Counters.REQUESTED, 24L);
    }

    @Test
    void aReplayRequestsEvaluationsOnlyAndFinishesWithTheIterationsOfTheOtherRun() {
        RunSpecification replay = RunSpecification.newBuilder(specification)
                .setIterations(2)
                .setReplay(new Replay("other", List.of(3, 4), false))
                .build();
        CommitPlanner replaying = new CommitPlanner(replay, "learner");
        List<WeightsManifest> chain = new ArrayList<>();
        List<String> requested = new ArrayList<>();
        Commit commit = replaying.first(Manifests.payloads(0), List.of(), NOW);
        for (int version = 1; version <= 2; version++) {
            chain.add(commit.manifest());
            requested.addAll(ids(commit));
            assertThat(commit.manifest().getState()).isEqualTo(RunState.RUNNING);
            assertThat(commit.manifest().getOpenIterations()).isEmpty();
            commit = replaying.next(chain, Manifests.payloads(version), result(version), List.of(), NOW);
        }
        requested.addAll(ids(commit));

        assertThat(commit.manifest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(requested).containsExactly("e000000-00000", "e000002-00000");
    }

    @Test
    void pausesAtTheBoundaryAndRequestsTheIterationOnResuming() {
        first();

        Commit paused = trained(10, new PauseRun());
        assertThat(paused.manifest().getState()).isEqualTo(RunState.PAUSED);
        assertThat(paused.manifest().getStateReason()).isEqualTo("alice: lunch");
        assertThat(paused.requests()).isEmpty();

        Commit resumed = again(new ResumeRun());
        assertThat(resumed.manifest().getVersion()).isEqualTo(1);
        assertThat(resumed.manifest().getState()).isEqualTo(RunState.RUNNING);
        assertThat(ids(resumed)).containsExactly("t000001-00000", "t000001-00001");
        assertThat(resumed.manifest().getCounters()).containsEntry(Counters.REQUESTED, 12L);
    }

    @Test
    void requestsNothingTwiceWhenARunThatWasStoppedInAnIterationGoesOn() {
        first();
        history.set(0, planner.stopped(latest(), "too many failures").manifest());

        Commit resumed = again(new ResumeRun());

        assertThat(resumed.manifest().getState()).isEqualTo(RunState.RUNNING);
        assertThat(resumed.manifest().getStateReason()).isEmpty();
        assertThat(resumed.requests()).isEmpty();
    }

    @Test
    void stopsForAReasonBeforeTheIterationIsTrainedOn() {
        first();

        Commit stopped = planner.stopped(latest(), "too many failures");

        assertThat(stopped.manifest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(stopped.manifest().getStateReason()).isEqualTo("too many failures");
        assertThat(stopped.manifest().getNextAdvantagesOffset()).isEqualTo(latest().getNextAdvantagesOffset());
        assertThat(stopped.requests()).isEmpty();
    }

    @Test
    void stopsByACommandAtTheBoundary() {
        first();

        assertThat(trained(10, new StopRun()).manifest().getState()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void takesSettingsIntoEffectAtTheBoundary() {
        first();

        trained(10, new ChangeSettings(Map.of("training.learningRate", "0.5")));

        assertThat(latest().getSettings()).containsEntry("training.learningRate", "0.5");
        assertThat(planner.effective(latest()).getTraining().getLearningRate()).isEqualTo(0.5);
        assertThat(latest().getNextControlOffset()).isEqualTo(2);
    }

    @Test
    void goesOnAfterItsEndIfMoreIterationsAreWanted() {
        first();
        trained(10);
        trained(20);
        trained(30);
        trained(40);

        Commit more = again(new ChangeSettings(Map.of("iterations", "5")));

        assertThat(more.manifest().getState()).isEqualTo(RunState.RUNNING);
        assertThat(ids(more)).containsExactly("t000004-00000", "t000004-00001");
    }

    @Test
    void evaluatesTheLastVersionEvenWhenFewerIterationsAreWantedDuringAPause() {
        first();
        trained(10);
        trained(20, new PauseRun());

        Commit ended = again(new ChangeSettings(Map.of("iterations", "2")));

        assertThat(ended.manifest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(ids(ended)).containsExactly("e000002-00000");
    }

    @Test
    void evaluatesEverySoManiethVersionOnce() {
        RunSpecification often = RunSpecification.newBuilder(specification)
                .setEvaluation(EvaluationSettings.newBuilder(specification.getEvaluation())
                        .setEvery(2)
                        .build())
                .build();
        CommitPlanner evaluating = new CommitPlanner(often, "learner");
        WeightsManifest at =
                evaluating.first(Manifests.payloads(0), List.of(), NOW).manifest();
        List<String> evaluations = new ArrayList<>();
        List<WeightsManifest> chain = new ArrayList<>(List.of(at));
        for (int version = 1; version <= 4; version++) {
            Commit commit = evaluating.next(chain, Manifests.payloads(version), result(version), List.of(), NOW);
            chain.add(commit.manifest());
            ids(commit).stream().filter(id -> id.startsWith("e")).forEach(evaluations::add);
        }

        assertThat(evaluations).containsExactly("e000002-00000", "e000004-00000");
    }

    @Test
    void evaluatesAVersionOnceWhenThatIsWantedOnlyDuringAPause() {
        first();
        trained(10, new PauseRun());

        assertThat(ids(again(new ChangeSettings(Map.of("evaluation.every", "1")))))
                .containsExactly("e000001-00000");
        assertThat(ids(again(new ChangeSettings(Map.of("training.learningRate", "0.1")))))
                .isEmpty();
    }

    @Test
    void asksForTheSameSamplesAgainWhenAnIterationIsGivenUp() {
        List<RolloutRequest> givenUp = first().requests().subList(0, 2);

        Commit next = planner.next(
                history,
                Manifests.payloads(1),
                new IterationResult(9, Map.of(Counters.DISCARDED, 6L), Set.of("bad"), List.of()),
                List.of(),
                NOW);

        assertThat(next.manifest().getQuarantined()).containsExactly("bad");
        assertThat(next.manifest().getCounters()).containsEntry(Counters.REQUESTED, 12L);
        assertThat(next.requests().get(0).getId()).isEqualTo("t000001-00000");
        assertThat(next.requests().get(0).getSamples().get(0).getSeed())
                .isEqualTo(givenUp.get(0).getSamples().get(0).getSeed());
    }

    @Test
    void countsWhatIsIssuedAgainUnderTheSameVersion() {
        Commit first = first();

        Commit again = planner.reissued(latest(), first.requests().subList(0, 1));

        assertThat(again.requests()).containsExactly(first.requests().get(0));
        assertThat(again.manifest().getVersion()).isZero();
        assertThat(again.manifest().getCounters())
                .containsEntry(Counters.REISSUED, 1L)
                .containsEntry(Counters.REQUESTED, 6L);
    }

    @Test
    void laysARefusedCommandBeforePeople() {
        first();

        assertThat(trained(10, new RollBack(0)).deadLetters())
                .extracting(DeadLetter::getTopic, DeadLetter::getOffset, DeadLetter::getStage, DeadLetter::getWorker)
                .containsExactly(tuple("demo.control", 1L, "control", "learner"));
    }

    @Test
    void prunesChunksByTheKeysOfTheirVersion() {
        RunSpecification sparing = RunSpecification.newBuilder(specification)
                .setRetention(new RetentionSettings(2, 0, 1))
                .build();
        CommitPlanner pruning = new CommitPlanner(sparing, "learner");
        List<WeightsManifest> chain = new ArrayList<>();
        chain.add(pruning.first(Manifests.payloads(0), List.of(), NOW).manifest());

        Commit one = pruning.next(chain, Manifests.payloads(1), result(1), List.of(), NOW);
        chain.add(one.manifest());
        Commit two = pruning.next(chain, Manifests.payloads(2), result(2), List.of(), NOW);

        assertThat(one.pruned()).containsExactly(new PrunedChunk("demo.training-state", "0/0"));
        assertThat(two.pruned())
                .containsExactly(
                        new PrunedChunk("demo.weights", "0/0"),
                        new PrunedChunk("demo.weights", "0/1"),
                        new PrunedChunk("demo.weights", "0/2"),
                        new PrunedChunk("demo.training-state", "1/0"));
    }

    private Commit first() {
        return committed(
                planner.first(Manifests.payloads(0), Manifests.commands(0, new CreateRun(specification)), NOW));
    }

    private Commit trained(long nextOffset, Object... commands) {
        return committed(planner.next(
                history,
                Manifests.payloads(history.size()),
                result(nextOffset),
                Manifests.commands(latest().getNextControlOffset(), commands),
                NOW));
    }

    private Commit again(Object... commands) {
        return committed(planner.again(latest(), Manifests.commands(latest().getNextControlOffset(), commands), NOW));
    }

    private static IterationResult result(long nextOffset) {
        return new IterationResult(nextOffset, TRAINED, Set.of(), List.of());
    }

    private Commit committed(Commit commit) {
        if (commit.manifest().getVersion() < history.size()) {
            history.set(commit.manifest().getVersion(), commit.manifest());
        } else {
            history.add(commit.manifest());
        }
        return commit;
    }

    private WeightsManifest latest() {
        return history.get(history.size() - 1);
    }

    private static List<String> ids(Commit commit) {
        return commit.requests().stream().map(RolloutRequest::getId).toList();
    }
}
