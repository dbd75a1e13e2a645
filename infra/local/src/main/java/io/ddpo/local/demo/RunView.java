package io.ddpo.local.demo;

import io.ddpo.learner.guard.EvaluationPoints;
import io.ddpo.local.history.GuardFigures;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where a run stands, folded from its log. One thread at a time. */
final class RunView {
    private static final String SAMPLER = "sampler";
    private static final String LEARNER = "learner";

    private final RunSpecification specification;
    private final Set<String> outcomes = new HashSet<>();
    private final Map<Purpose, Map<Integer, Integer>> counts =
            Map.of(Purpose.TRAIN, new HashMap<>(), Purpose.EVALUATION, new HashMap<>());
    private final Map<String, WorkerHeartbeat> workers = new HashMap<>();
    private final List<IterationFigures> iterations = new ArrayList<>();
    private final Set<Integer> evaluatedVersions = new HashSet<>();
    private final Map<Integer, GuardFigures> judgements = new TreeMap<>();
    private Optional<WeightsManifest> manifest = Optional.empty();
    private Optional<Control> stop = Optional.empty();
    private boolean resumeCommanded;
    private long commandsRead;

    RunView(RunSpecification specification) {
        this.specification = specification;
    }

    /** How a requested sample ended; for the second time it changes nothing. */
    void accept(Outcome outcome) {
        if (outcomes.add(outcome.getTrajectoryId())) {
            counts.get(outcome.getPurpose()).merge(outcome.getIteration(), 1, Integer::sum);
        }
        // what this sampler last said of itself was about the batch that is done now
        workers.remove(outcome.getSampler());
    }

    /** What somebody commanded; what has become of it shows in the manifests. */
    void accept(Control control) {
        Object command = control.getCommand();
        if (command instanceof StopRun || command instanceof ResumeRun) {
            stop = Optional.of(control).filter(given -> command instanceof StopRun);
            resumeCommanded = stop.isEmpty();
        }
    }

    /** What was commanded before an offset is known. */
    void readCommandsTo(long offset) {
        commandsRead = offset;
    }

    void accept(WeightsManifest latest) {
        manifest = Optional.of(latest);
    }

    void accept(Metric metric) {
        if (metric.getSeries().equals(IterationFigures.SERIES)) {
            iterations.add(IterationFigures.of(metric));
        } else if (metric.getSeries().equals(EvaluationPoints.EVALUATION)) {
            evaluatedVersions.add(metric.getPolicyVersion());
        } else if (metric.getSeries().equals(GuardFigures.SERIES)) {
            judgements.put(metric.getPolicyVersion(), GuardFigures.of(metric));
        }
    }

    void accept(WorkerHeartbeat heartbeat) {
        workers.put(heartbeat.getWorker(), heartbeat);
    }

    /** The version that the run has come to; empty before the first. */
    Optional<WeightsManifest> manifest() {
        return manifest;
    }

    /** The iterations that were trained, in order. */
    List<IterationFigures> iterations() {
        return List.copyOf(iterations);
    }

    /** What the guard said of the versions that were evaluated, in order. */
    List<GuardFigures> judgements() {
        return List.copyOf(judgements.values());
    }

    /** Whether nothing more is to come: all is trained, evaluated and judged, or the guard has ended the run. */
    boolean isComplete() {
        return isEndedByGuard() || isIn(RunState.FINISHED) && isEvaluated() && isJudged();
    }

    /** At a version that it has marked, or at one with the weights of an earlier one; nobody has resumed it since. */
    private boolean isEndedByGuard() {
        boolean ended = isIn(RunState.STOPPED) || isIn(RunState.FINISHED) && isRolledBack();
        return ended && isReasonOfGuard() && stop.isEmpty() && !(resumeCommanded && mayBeCommanded());
    }

    private boolean isReasonOfGuard() {
        String reason = manifest.map(WeightsManifest::getStateReason).orElse("");
        return judgements.values().stream()
                .anyMatch(judgement -> judgement.overoptimised() && reason.startsWith(judgement.reason()));
    }

    private boolean isRolledBack() {
        return manifest.flatMap(WeightsManifest::getParentVersion)
                .filter(parent -> parent != version() - 1)
                .isPresent();
    }

    /** Whether there are commands that are not taken in. */
    private boolean mayBeCommanded() {
        return manifest.filter(latest -> latest.getNextControlOffset() < commandsRead)
                .isPresent();
    }

    /** Earlier releases summed no evaluation up. */
    private boolean isEvaluated() {
        return evaluatedVersions.isEmpty() ? evaluated() >= toEvaluate() : evaluatedVersions.contains(version());
    }

    private boolean isJudged() {
        RunSpecification effective =
                ChangeableSettings.apply(specification, manifest.orElseThrow().getSettings());
        return effective.getGuard().getOnOveroptimisation() == OnOveroptimisation.IGNORE
                || judgements.containsKey(version());
    }

    /** Why the run ended early, if it did, though neither its guard nor somebody wanted it to. */
    Optional<String> stopped() {
        boolean knowsCommands = manifest.filter(latest -> latest.getNextControlOffset() <= commandsRead)
                .isPresent();
        return isIn(RunState.STOPPED) && knowsCommands && stop.isEmpty() && !isEndedByGuard()
                ? manifest.map(WeightsManifest::getStateReason)
                : Optional.empty();
    }

    /** Who stopped the run and why, if somebody did. */
    Optional<String> stoppedByCommand() {
        return isIn(RunState.STOPPED) && stop.isPresent()
                ? manifest.map(WeightsManifest::getStateReason)
                : Optional.empty();
    }

    /** Who wants the run stopped and why, whether it is already or not; empty where the run was resumed since. */
    Optional<String> stopAsked() {
        return stop.map(given -> given.getWho() + ": " + given.getWhy());
    }

    /** What is being done at the moment. */
    Stage stage() {
        if (manifest.isEmpty()) {
            return new Stage("starting", 0, 0);
        }
        if (isIn(RunState.FINISHED)) {
            return sampling("evaluating version " + version(), evaluated(), toEvaluate());
        }
        if (isIn(RunState.PAUSED)) {
            return new Stage("paused by " + manifest.orElseThrow().getStateReason(), 0, 1);
        }
        if (specification.getReplay().isPresent()) {
            return new Stage("training", trained(), 1);
        }
        int size = specification.getSamplesPerIteration();
        int sampled = counts.get(Purpose.TRAIN).getOrDefault(iteration(), 0);
        return sampled < size ? sampling("sampling", sampled, size) : new Stage("training", trained(), 1);
    }

    /** Samples a second of all samplers together, as they say. */
    double samplesPerSecond() {
        return workers.values().stream()
                .filter(worker -> worker.getRole().equals(SAMPLER))
                .mapToDouble(worker -> worker.getRates().getOrDefault("samples", 0.0))
                .sum();
    }

    /** Samples that are done, and the parts of those that are under way. */
    private Stage sampling(String name, int done, int all) {
        double underWay = workers.values().stream()
                .filter(worker -> isWorking(worker, SAMPLER))
                .mapToDouble(worker -> worker.getProgress().orElse(0.0))
                .sum();
        return new Stage(
                name,
                Math.min(all, done + underWay * specification.getSampling().getBatch()),
                all);
    }

    private double trained() {
        return workers.values().stream()
                .filter(worker -> isWorking(worker, LEARNER))
                .filter(worker ->
                        worker.getIteration().filter(it -> it == iteration()).isPresent())
                .mapToDouble(worker -> worker.getProgress().orElse(0.0))
                .max()
                .orElse(0);
    }

    private static boolean isWorking(WorkerHeartbeat worker, String role) {
        return worker.getRole().equals(role) && worker.getState() == WorkerState.WORKING;
    }

    private boolean isIn(RunState state) {
        return manifest.filter(latest -> latest.getState() == state).isPresent();
    }

    private int iteration() {
        return manifest.map(WeightsManifest::getIteration).orElse(0);
    }

    private int version() {
        return manifest.map(WeightsManifest::getVersion).orElse(0);
    }

    private int evaluated() {
        return counts.get(Purpose.EVALUATION).getOrDefault(version(), 0);
    }

    private int toEvaluate() {
        return specification.getEvaluation().getPrompts().size()
                * specification.getEvaluation().getSeedsPerPrompt();
    }

    /**
     * Something that takes a while.
     *
     * @param done of {@code all}, in whatever it is counted
     * @param all 0 where nothing is counted
     */
    record Stage(String name, double done, double all) {
        double share() {
            return all == 0 ? 0 : done / all;
        }
    }
}
