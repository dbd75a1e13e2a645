package io.ddpo.console.model;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to say of a run, from what {@link RunFold} has taken in. Thread-safe by the lock of the fold; {@link
 * #revision} needs none.
 */
public final class RunModel {
    private final RunFold fold;

    public RunModel(String run, ModelLimits limits) {
        this.fold = new RunFold(run, limits);
    }

    /** Takes in what the topics of the run say. */
    public RunFold fold() {
        return fold;
    }

    public String run() {
        return fold.run;
    }

    /** Its judged samples, to look through. */
    public SampleBrowser samples() {
        return new SampleBrowser(fold);
    }

    /** Grows with every change. */
    public long revision() {
        return fold.revision();
    }

    /** The revision at which each part changed last; parts that never did are left out. */
    public Map<Section, Long> changes() {
        return fold.changes();
    }

    /** Where the run stands. */
    public RunSummary summary(Instant now) {
        synchronized (fold) {
            Optional<VersionView> newest = fold.newest();
            List<RewardPoint> training = fold.samples.points().stream()
                    .filter(point ->
                            point.set().equals("training") && point.spread().count() > 0)
                    .toList();
            return new RunSummary(
                    fold.run,
                    fold.created
                            .map(event -> Long.toString(event.time(), Character.MAX_RADIX))
                            .orElse("0"),
                    state(),
                    newest.map(VersionView::stateReason).orElse(""),
                    fold.control.waitingState(taken()).orElse(null),
                    newest.map(VersionView::iteration).orElse(0),
                    fold.specification.map(this::iterations).orElse(null),
                    newest.map(VersionView::version).orElse(null),
                    fold.specification
                            .map(RunSpecification::getSamplesPerIteration)
                            .orElse(null),
                    fold.specification
                            .map(spec -> spec.getBaseModel().getReference())
                            .orElse(null),
                    fold.specification.map(spec -> spec.getReward().getName()).orElse(null),
                    fold.specification
                            .map(spec -> spec.getObjective().getAlgorithm().name())
                            .orElse(null),
                    fold.sources(),
                    fold.specification
                            .map(spec -> Long.toString(spec.getSeed()))
                            .orElse(null),
                    training.isEmpty() ? null : training.get(0).spread(),
                    training.isEmpty()
                            ? null
                            : training.get(training.size() - 1).spread(),
                    training.stream()
                            .mapToDouble(point -> point.spread().mean())
                            .toArray(),
                    fold.samples.kept(),
                    fold.outcomeRate.perSecond(now),
                    fold.workers.views(null, now).stream()
                            .filter(worker -> !worker.silent() && !worker.hasLeft())
                            .count(),
                    fold.deadLetters.total(),
                    fold.unreadable,
                    fold.created.map(ControlEvent::time).orElse(null),
                    newest.map(VersionView::time).orElse(null));
        }
    }

    private String state() {
        return fold.reading ? "reading" : fold.newest().map(VersionView::state).orElse("starting");
    }

    private int iterations(RunSpecification created) {
        return fold.newest()
                .flatMap(version -> Optional.ofNullable(version.settings().get("iterations")))
                .map(Integer::valueOf)
                .orElse(created.getIterations());
    }

    /** Grows when its state, version or commands change. Needs no lock. */
    long standing() {
        return fold.standing();
    }

    /** Whether it comes from another run, as far as its log was read. Needs no lock. */
    boolean comesFrom(String source) {
        return fold.sources().contains(source);
    }

    /** How it comes from another run; empty if it does not, or its first command was not read yet. */
    Optional<Offspring> offspringOf(String source) {
        synchronized (fold) {
            return fold.specification
                    .filter(run -> comesFrom(source))
                    .flatMap(run -> fold.created.map(created -> new Offspring(
                            fold.run,
                            Offspring.kind(run, source),
                            Offspring.version(run, source),
                            state(),
                            fold.control.waitingState(taken()).orElse(null),
                            fold.newest().map(VersionView::iteration).orElse(0),
                            iterations(run),
                            created.who(),
                            created.why(),
                            created.time())));
        }
    }

    private long taken() {
        return fold.newest().map(VersionView::nextControlOffset).orElse(0L);
    }

    /**
     * The specification with the settings in effect; empty before the command that created the run was read.
     *
     * @throws IllegalArgumentException if that is not sound to this release
     */
    public Optional<RunSpecification> effective() {
        synchronized (fold) {
            return fold.specification.map(created -> fold.newest()
                    .map(version -> ChangeableSettings.apply(created, version.settings()))
                    .orElse(created));
        }
    }

    /** Name of the reward; empty before the command that created the run was read. */
    public Optional<String> reward() {
        synchronized (fold) {
            return fold.specification.map(created -> created.getReward().getName());
        }
    }

    /** What may be changed while the run runs, by path. */
    public List<SettingView> settings() {
        synchronized (fold) {
            Map<String, String> waiting = fold.control.waitingSettings(taken());
            Map<String, String> effective =
                    fold.newest().map(VersionView::settings).orElse(Map.of());
            return fold.specification.map(ChangeableSettings::of).orElse(Map.of()).entrySet().stream()
                    .map(first -> new SettingView(
                            first.getKey(),
                            effective.getOrDefault(first.getKey(), first.getValue()),
                            first.getValue(),
                            waiting.get(first.getKey())))
                    .toList();
        }
    }

    /** Samplers that are wanted and those that are there. */
    public Fleet fleet(Instant now) {
        synchronized (fold) {
            return Fleet.of(fold.control.samplers().orElse(null), workers(now));
        }
    }

    public RunDetail detail(Instant now) {
        synchronized (fold) {
            return new RunDetail(
                    summary(now),
                    fold.specification.map(RunSpecification::toString).orElse(null),
                    List.copyOf(fold.versions.values()),
                    keptVersions("evaluation"),
                    keptVersions("training"),
                    fold.metrics.series());
        }
    }

    private List<Integer> keptVersions(String set) {
        return fold.samples.points().stream()
                .filter(point -> point.set().equals(set) && point.samplesKept())
                .map(RewardPoint::version)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Points of some series that came after the one with number {@code after}.
     *
     * @param by label by whose values the points of a series are parted
     * @param most how many at once
     */
    public MetricsPage metrics(Set<String> series, Optional<String> by, long after, int most) {
        synchronized (fold) {
            return fold.metrics.page(series, by, after, most);
        }
    }

    /** All metric points as CSV, a row each and a column for each figure. */
    public String metricsCsv() {
        List<MetricPoint> points;
        synchronized (fold) {
            points = List.copyOf(fold.metrics.points());
        }
        return MetricsCsv.of(points);
    }

    public List<WorkerView> workers(Instant now) {
        synchronized (fold) {
            return fold.workers.views(fold.newest().map(VersionView::version).orElse(null), now);
        }
    }

    /** The newest first. */
    public List<ControlEvent> control() {
        synchronized (fold) {
            return fold.control.newestFirst();
        }
    }

    /** The newest first. */
    public List<DeadLetterView> deadLetters() {
        synchronized (fold) {
            return fold.deadLetters.newestFirst();
        }
    }

    /** The stations from request to policy. */
    public List<StageView> pipeline(Instant now) {
        synchronized (fold) {
            int iteration = fold.newest().map(VersionView::iteration).orElse(0);
            return new Pipeline(
                            fold.newest(),
                            fold.backlog,
                            fold.requestsTrend.perSecond(),
                            fold.outcomesTrend.perSecond(),
                            workers(now),
                            fold.samples.judged(iteration),
                            fold.specification
                                    .map(RunSpecification::getSamplesPerIteration)
                                    .orElse(0),
                            fold.specification
                                    .map(spec -> spec.getSampling().getBatch())
                                    .orElse(0),
                            fold.closed.stream()
                                    .mapToInt(closedIteration -> closedIteration + 1)
                                    .max()
                                    .orElse(0),
                            fold.outcomeRate.perSecond(now),
                            fold.rewardRate.perSecond(now),
                            fold.advantageRate.perSecond(now),
                            fold.metrics.trainedPerSecond(),
                            fold.failures.getOrDefault("sampling", 0L) + fold.failures.getOrDefault("request", 0L),
                            fold.failures.getOrDefault("scoring", 0L))
                    .stages();
        }
    }

    /** How much is in memory, by name. */
    public Map<String, Integer> sizes() {
        synchronized (fold) {
            Map<String, Integer> sizes = new LinkedHashMap<>();
            sizes.put("samples", fold.samples.kept());
            sizes.put("points", fold.metrics.points().size());
            sizes.put("versions", fold.versions.size());
            return sizes;
        }
    }
}
