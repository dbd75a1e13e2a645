package io.ddpo.learner;

import io.ddpo.diffusion.weights.SafetensorsContent;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that this learner has taken over: where it stands, and how it gets from one version to the next. */
final class LearnerRun {
    private static final Logger log = LoggerFactory.getLogger(LearnerRun.class);

    private final RunLog runLog;
    private final LearnerModel model;
    private final CommitPlanner planner;
    private final LearnerListener listener;
    private final Options options;
    private final InstantSource clock;
    private final List<WeightsManifest> history = new ArrayList<>();

    /**
     * What this learner may decide for itself.
     *
     * @param scratch folder of scratch files
     */
    record Options(Path scratch, Reissue reissue) {}

    LearnerRun(
            RunLog runLog,
            LearnerModel model,
            CommitPlanner planner,
            LearnerListener listener,
            Options options,
            InstantSource clock) {
        this.runLog = runLog;
        this.model = model;
        this.planner = planner;
        this.listener = listener;
        this.options = options;
        this.clock = clock;
    }

    /** Fences every predecessor and goes on where the log says: with version 0, if nowhere. */
    Phase takeOver() throws IOException {
        history.addAll(runLog.takeOver());
        if (history.isEmpty()) {
            beginWithOrigin();
            commit(planner.first(publish(0), runLog.commands(0), clock.instant()));
        } else {
            restore();
            if (latest().getState() != RunState.RUNNING) {
                takeIn(commands());
            }
        }
        return next();
    }

    private void beginWithOrigin() throws IOException {
        Optional<Origin> origin = runLog.specification().getOrigin();
        if (origin.isEmpty()) {
            return;
        }
        WeightsManifest from = runLog.version(
                        origin.get().getRun(), origin.get().getVersion())
                .filter(found -> found.getPolicySha256().equals(origin.get().getPolicySha256()))
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT, "origin: expected " + origin.get() + ", found no such version"));
        restoreWeights(from);
        if (origin.get().getOptimizer()) {
            restoreTrainingState(from);
        }
        log.atInfo()
                .addKeyValue("run", runLog.specification().getRun())
                .log("The run begins with version {} of run {}", from.getVersion(), from.getRun());
    }

    private void restoreWeights(WeightsManifest from) throws IOException {
        int version = from.getVersion();
        runLog.read(
                from.getWeights(),
                version,
                ChunkKind.WEIGHTS,
                weights -> model.restoreWeights(version, weights, from.getPolicySha256()));
    }

    private void restoreTrainingState(WeightsManifest from) throws IOException {
        int version = from.getVersion();
        ChunkedPayload state = from.getTrainingState()
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.CONTRACT_BROKEN,
                        "version " + version + ": expected a training state to go on from, found none"));
        runLog.read(state, version, ChunkKind.TRAINING_STATE, moments -> model.restoreTrainingState(version, moments));
    }

    private void restore() throws IOException {
        WeightsManifest from = latest();
        restoreWeights(from);
        restoreTrainingState(from);
        log.atInfo()
                .addKeyValue("run", from.getRun())
                .addKeyValue("policyVersion", from.getVersion())
                .log("The run goes on");
    }

    /** The phase that the latest manifest asks for. */
    Phase next() {
        return switch (latest().getState()) {
            case RUNNING -> new Waiting(this);
            case PAUSED -> new Paused(this);
            case STOPPED -> new Ended(this);
            case FINISHED ->
                effective().getGuard().getOnOveroptimisation() == OnOveroptimisation.IGNORE
                        ? new Ended(this)
                        : new LastLook(this);
        };
    }

    /** Manifests of all versions so far, in order. */
    List<WeightsManifest> versions() {
        return List.copyOf(history);
    }

    /** The version that samples are made with now. */
    WeightsManifest latest() {
        return history.get(history.size() - 1);
    }

    /** The specification with the settings in effect. */
    RunSpecification effective() {
        return planner.effective(latest());
    }

    /** Commands that are not taken in yet. */
    List<ControlCommand> commands() {
        return runLog.commands(latest().getNextControlOffset());
    }

    /** Whether the samples of an iteration were made by the policy as it is now; in lockstep they always are. */
    boolean isOnPolicy(DueIteration due, ClosedIteration closed) {
        return due.policyVersion()
                .map(history::get)
                .or(() -> makerInReplayedRun(closed))
                .filter(maker -> maker.getPolicySha256().equals(latest().getPolicySha256()))
                .isPresent();
    }

    private Optional<WeightsManifest> makerInReplayedRun(ClosedIteration closed) {
        return runLog.specification()
                .getReplay()
                .flatMap(replay ->
                        runLog.version(replay.getRun(), closed.closed().getPolicyVersion()));
    }

    /** Whether samples were made with a version that the run has rolled back from since. */
    boolean isLeftBehind(DueIteration due) {
        return due.policyVersion().stream()
                .anyMatch(maker -> history.subList(maker + 1, history.size()).stream()
                        .flatMap(later -> later.getParentVersion().stream())
                        .anyMatch(parent -> parent < maker));
    }

    /** Follows commands between two versions; nothing is committed without a command. */
    void takeIn(List<ControlCommand> commands) {
        if (!commands.isEmpty()) {
            commit(planner.again(latest(), commands, clock.instant()));
        }
    }

    /** Publishes the model as a version that no manifest names yet. */
    Payloads publish(int version) {
        return new Payloads(
                publish(version, ChunkKind.WEIGHTS, model.weights()),
                publish(version, ChunkKind.TRAINING_STATE, model.trainingState()),
                model.sha256(),
                model.determinismKey());
    }

    private ChunkedPayload publish(int version, ChunkKind kind, SafetensorsContent content) {
        return runLog.publish(version, kind, content.open(), content.byteLength());
    }

    /** Ends an iteration: its result, the commands that came meanwhile, and what was published are one transaction. */
    void complete(Payloads payloads, IterationResult result) {
        commit(planner.next(List.copyOf(history), payloads, result, commands(), clock.instant()));
    }

    /**
     * Stops the run for a reason that only a person can mend.
     *
     * @return to be thrown
     */
    FatalRoleException stop(String reason) {
        commit(planner.stopped(latest(), reason));
        return new FatalRoleException(ExitCode.CONTRACT_BROKEN, "run " + latest().getRun() + " is stopped: " + reason);
    }

    void commit(Commit commit) {
        runLog.commit(commit);
        WeightsManifest manifest = commit.manifest();
        if (manifest.getVersion() < history.size()) {
            history.set(manifest.getVersion(), manifest);
        } else {
            history.add(manifest);
        }
        log.atInfo()
                .addKeyValue("run", manifest.getRun())
                .addKeyValue("iteration", manifest.getIteration())
                .addKeyValue("policyVersion", manifest.getVersion())
                .addKeyValue("state", manifest.getState())
                .addKeyValue("requests", commit.requests().size())
                .log("Committed");
        listener.committed(manifest, commit.metrics());
    }

    /** What judges the latest version. */
    Guard guard() {
        return new Guard(runLog, effective(), latest(), now());
    }

    /** Where a phase stands in the latest version. */
    Progress progress(Progress.Stage stage, int done, int total) {
        return new Progress(stage, latest().getIteration(), latest().getVersion(), done, total);
    }

    RunLog log() {
        return runLog;
    }

    LearnerModel model() {
        return model;
    }

    CommitPlanner planner() {
        return planner;
    }

    Options options() {
        return options;
    }

    InstantSource clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }
}
