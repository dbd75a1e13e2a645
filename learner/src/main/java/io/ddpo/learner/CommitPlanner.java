package io.ddpo.learner;

import io.ddpo.learner.Commit.PrunedChunk;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.specification.ChangeableSettings;
import io.ddpo.schemas.topics.Keys;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides what the transactions of a run hold. Pure: the same manifest and commands give the same commit.
 *
 * @param specification as the run was created
 * @param worker who commits
 */
record CommitPlanner(RunSpecification specification, String worker) {

    /** The specification with the settings in effect at a version. */
    RunSpecification effective(WeightsManifest manifest) {
        return ChangeableSettings.apply(specification, manifest.getSettings());
    }

    /** The iteration that is trained on next, at a version at which the run goes on. */
    DueIteration due(WeightsManifest manifest) {
        return DueIteration.at(manifest, effective(manifest));
    }

    /** Version 0, with the first requests. */
    Commit first(Payloads payloads, List<ControlCommand> commands, Instant now) {
        WeightsManifest untrained = withPayloads(WeightsManifest.newBuilder(), payloads, now)
                .setRun(specification.getRun())
                .setVersion(0)
                .setParentVersion(null)
                .setIteration(0)
                .setAlgorithm(specification.getObjective().getAlgorithm())
                .setLora(specification.getTraining().getLora().orElse(null))
                .setBaseDigest(specification.getBaseModel().getDigest())
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(0)
                .setSettings(ChangeableSettings.of(specification))
                .setState(RunState.RUNNING)
                .build();
        return boundary(untrained, commands, true, now);
    }

    /**
     * The version after {@code from}, with the requests of the next iteration.
     *
     * @param history manifests of all versions so far, in order, {@code from} last
     */
    Commit next(
            List<WeightsManifest> history,
            Payloads payloads,
            IterationResult result,
            List<ControlCommand> commands,
            Instant now) {
        WeightsManifest from = history.get(history.size() - 1);
        TreeSet<String> quarantined = new TreeSet<>(from.getQuarantined());
        quarantined.addAll(result.quarantined());
        WeightsManifest next = withPayloads(WeightsManifest.newBuilder(from), payloads, now)
                .setVersion(from.getVersion() + 1)
                .setParentVersion(from.getVersion())
                .setIteration(from.getIteration() + 1)
                .setNextAdvantagesOffset(result.nextAdvantagesOffset())
                .setQuarantined(List.copyOf(quarantined))
                .setCounters(Counters.plus(from.getCounters(), result.counted()))
                .setOpenIterations(from.getOpenIterations().stream().skip(1).toList())
                .build();
        Commit commit = boundary(next, commands, true, now).measuring(result.metrics());
        return commit.pruning(pruned(history, effective(commit.manifest())));
    }

    /** The same version after further commands, with the requests that they let go. */
    Commit again(WeightsManifest from, List<ControlCommand> commands, Instant now) {
        return boundary(from, commands, false, now);
    }

    /** The same version, at which the run stops before its next iteration is trained on. */
    Commit stopped(WeightsManifest from, String reason) {
        return Commit.of(WeightsManifest.newBuilder(from)
                .setState(RunState.STOPPED)
                .setStateReason(reason)
                .build());
    }

    /** The same version, with requests issued again. */
    Commit reissued(WeightsManifest from, List<RolloutRequest> requests) {
        return Commit.of(WeightsManifest.newBuilder(from)
                        .setCounters(
                                Counters.plus(from.getCounters(), Map.of(Counters.REISSUED, (long) requests.size())))
                        .build())
                .requesting(requests);
    }

    static WeightsManifest.Builder withPayloads(WeightsManifest.Builder manifest, Payloads payloads, Instant now) {
        return manifest.setWeights(payloads.weights())
                .setTrainingState(payloads.trainingState())
                .setPolicySha256(payloads.policySha256())
                .setDeterminismKey(payloads.determinismKey())
                .setCreatedAt(now);
    }

    private Commit boundary(WeightsManifest at, List<ControlCommand> commands, boolean newVersion, Instant now) {
        RunState before = at.getState() == RunState.FINISHED ? RunState.RUNNING : at.getState();
        ControlFold fold = ControlFold.start(effective(at), before, at.getStateReason(), at.getNextControlOffset())
                .with(commands);
        boolean finished = isFinished(at, fold.specification());
        RunState state = finished ? RunState.FINISHED : fold.state();
        boolean samples = state == RunState.RUNNING && specification.getReplay().isEmpty();
        List<OpenIteration> admitted =
                samples ? Admission.of(fold.specification()).at(at, now) : List.of();
        Planner planner = new Planner(fold.specification());
        WeightsManifest manifest = WeightsManifest.newBuilder(at)
                .setNextControlOffset(fold.nextOffset())
                .setSettings(ChangeableSettings.of(fold.specification()))
                .setState(state)
                .setStateReason(finished ? "" : fold.reason())
                .setCounters(Counters.plus(at.getCounters(), requested(admitted.size())))
                .setOpenIterations(Stream.concat(at.getOpenIterations().stream(), admitted.stream())
                        .toList())
                .build();
        return Commit.of(manifest)
                .requesting(admitted.stream()
                        .flatMap(open -> planner.training(open).stream())
                        .toList())
                .requesting(evaluation(at, manifest, newVersion, finished && at.getState() != RunState.FINISHED))
                .measuring(ControlMetrics.of(manifest, commands, fold.refused(), now))
                .refusing(deadLetters(fold, now));
    }

    private static boolean isFinished(WeightsManifest at, RunSpecification now) {
        boolean exhausted = now.getReplay()
                .filter(replay -> replay.getIterations().size() <= at.getIteration())
                .isPresent();
        return exhausted || Counters.of(at, Counters.TRAINED_ITERATIONS) >= now.getIterations();
    }

    private Map<String, Long> requested(int iterations) {
        long samples = (long) iterations * specification.getSamplesPerIteration();
        return samples == 0 ? Map.of() : Map.of(Counters.REQUESTED, samples);
    }

    /** A version is evaluated for its number or because the run ends with it, once, whenever that turns out. */
    private List<RolloutRequest> evaluation(
            WeightsManifest at, WeightsManifest manifest, boolean newVersion, boolean ends) {
        Planner planner = new Planner(effective(manifest));
        boolean before = !newVersion && new Planner(effective(at)).evaluates(at.getVersion());
        boolean due = !before && (planner.evaluates(manifest.getVersion()) || ends);
        return due ? planner.evaluation(manifest.getVersion()) : List.of();
    }

    private List<DeadLetter> deadLetters(ControlFold fold, Instant now) {
        String topic = new RunNames(specification.getRun()).control();
        return fold.refused().stream()
                .map(refused -> DeadLetter.newBuilder()
                        .setTopic(topic)
                        .setPartition(0)
                        .setOffset(refused.command().offset())
                        .setStage("control")
                        .setReason(refused.reason())
                        .setWorker(worker)
                        .setTimestamp(now)
                        .build())
                .toList();
    }

    /**
     * Chunks that nobody needs any more when one version more is committed.
     *
     * @param history manifests of all versions before it, in order
     * @param now with the settings in effect at it
     */
    List<PrunedChunk> pruned(List<WeightsManifest> history, RunSpecification now) {
        RunSpecification before = effective(history.get(history.size() - 1));
        int version = history.size();
        List<PrunedChunk> pruned = new ArrayList<>();
        for (int old : weightsKept(now).due(version, weightsKept(before))) {
            pruned.addAll(chunks(old, history.get(old).getWeights()));
        }
        for (int old : statesKept(now).due(version, statesKept(before))) {
            history.get(old).getTrainingState().ifPresent(state -> pruned.addAll(chunks(old, state)));
        }
        return pruned;
    }

    private static Pruning weightsKept(RunSpecification specification) {
        return new Pruning(
                specification.getRetention().getWeightsKeepLast(),
                specification.getRetention().getWeightsKeepEvery());
    }

    private static Pruning statesKept(RunSpecification specification) {
        return new Pruning(specification.getRetention().getTrainingStateKeepLast(), 0);
    }

    private static List<PrunedChunk> chunks(int version, ChunkedPayload payload) {
        return IntStream.range(0, payload.getOffsets().size())
                .mapToObj(index -> new PrunedChunk(payload.getTopic(), Keys.chunk(version, index)))
                .toList();
    }
}
