package io.ddpo.console.model;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.specification.ChangeableSettings;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run, folded from its topics in whatever order they are read. Thread-safe by one lock, which no call holds for more
 * than some milliseconds; {@link #revision} needs none.
 */
public final class RunModel {
    private final String run;
    private final MetricLog metrics;
    private final Samples samples;
    private final Workers workers;
    private final Latest<ControlEvent> control;
    private final Latest<DeadLetterView> deadLetters;
    private final TreeMap<Integer, VersionView> versions = new TreeMap<>();
    private final Set<Integer> closed = new HashSet<>();
    private final Map<String, Long> failures = new HashMap<>();
    private final RateMeter outcomeRate = new RateMeter();
    private final RateMeter rewardRate = new RateMeter();
    private final RateMeter advantageRate = new RateMeter();
    private final Trend requestsTrend = new Trend();
    private final Trend outcomesTrend = new Trend();
    private final EnumMap<Section, Long> changed = new EnumMap<>(Section.class);
    private Optional<RunSpecification> specification = Optional.empty();
    private OptionalLong createdAt = OptionalLong.empty();
    private Optional<Backlog> backlog = Optional.empty();
    private long unreadable;
    private boolean reading = true;
    private final AtomicLong revision = new AtomicLong();

    public RunModel(String run, ModelLimits limits) {
        this.run = run;
        this.metrics = new MetricLog(limits.points());
        this.samples = new Samples(limits.samples());
        this.workers = new Workers(limits.workers());
        this.control = new Latest<>(limits.events());
        this.deadLetters = new Latest<>(limits.events());
    }

    public String run() {
        return run;
    }

    /** Grows with every change. */
    public long revision() {
        return revision.get();
    }

    /** The revision at which each part changed last; parts that never did are left out. */
    public synchronized Map<Section, Long> changes() {
        return new EnumMap<>(changed);
    }

    /** The log was read to where it ended when it was opened. */
    public synchronized void caughtUp() {
        if (reading) {
            reading = false;
            touch(Section.VERSIONS);
        }
    }

    /** A record that is not what its topic should hold. */
    public synchronized void unreadable() {
        unreadable++;
        touch(Section.DEADLETTERS);
    }

    public synchronized void accept(long offset, Control command) {
        if (command.getCommand() instanceof CreateRun create && specification.isEmpty()) {
            specification = Optional.of(create.getSpecification());
            createdAt = OptionalLong.of(command.getTimestamp().toEpochMilli());
        }
        control.add(ControlEvent.of(offset, command));
        touch(Section.CONTROL);
    }

    public synchronized void accept(WeightsManifest manifest) {
        versions.put(manifest.getVersion(), VersionView.of(manifest));
        touch(Section.VERSIONS);
    }

    public synchronized void accept(Metric metric) {
        metrics.add(metric);
        touch(Section.METRICS);
    }

    /** @param written when the record was */
    public synchronized void accept(Reward reward, Instant written) {
        if (samples.add(reward)) {
            if (reward.getResult() instanceof Failure failure) {
                failures.merge(failure.getStage(), 1L, Long::sum);
            }
            rewardRate.mark(written);
            touch(Section.SAMPLES);
        }
    }

    /** @param written when the record was */
    public synchronized void accept(AdvantageEntry entry, Instant written) {
        if (entry.getEntry() instanceof Advantage advantage) {
            samples.add(entry.getIteration(), advantage);
            advantageRate.mark(written);
        } else if (entry.getEntry() instanceof IterationClosed) {
            closed.add(entry.getIteration());
        }
        touch(Section.SAMPLES);
    }

    public synchronized void accept(WorkerHeartbeat beat) {
        workers.add(beat);
        touch(Section.WORKERS);
    }

    /** A worker's key was deleted. */
    public synchronized void forget(String worker) {
        workers.remove(worker);
        touch(Section.WORKERS);
    }

    public synchronized void accept(long offset, DeadLetter letter) {
        deadLetters.add(DeadLetterView.of(new RunNames(run), offset, letter));
        touch(Section.DEADLETTERS);
    }

    /** What the cluster says now. */
    public synchronized void accept(Backlog now, Instant when) {
        Optional.ofNullable(now.waitingRequests()).ifPresent(waiting -> requestsTrend.add(when, waiting));
        Optional.ofNullable(now.waitingOutcomes()).ifPresent(waiting -> outcomesTrend.add(when, waiting));
        if (backlog.filter(now::equals).isPresent()) {
            return;
        }
        backlog.ifPresent(before -> outcomeRate.mark(when, (int) Math.max(0, now.outcomes() - before.outcomes())));
        backlog = Optional.of(now);
        touch(Section.BACKLOG);
    }

    private void touch(Section section) {
        changed.put(section, revision.incrementAndGet());
    }

    /** Where the run stands. */
    public synchronized RunSummary summary(Instant now) {
        Optional<VersionView> newest = newest();
        List<RewardPoint> training = samples.points().stream()
                .filter(point ->
                        point.set().equals("training") && point.spread().count() > 0)
                .toList();
        return new RunSummary(
                run,
                createdAt.isPresent() ? Long.toString(createdAt.getAsLong(), Character.MAX_RADIX) : "0",
                reading ? "reading" : newest.map(VersionView::state).orElse("starting"),
                newest.map(VersionView::stateReason).orElse(""),
                pending(newest).orElse(null),
                newest.map(VersionView::iteration).orElse(0),
                specification.map(RunSpecification::getIterations).orElse(null),
                newest.map(VersionView::version).orElse(null),
                specification.map(RunSpecification::getSamplesPerIteration).orElse(null),
                specification.map(spec -> spec.getBaseModel().getReference()).orElse(null),
                specification.map(spec -> spec.getReward().getName()).orElse(null),
                specification
                        .map(spec -> spec.getObjective().getAlgorithm().name())
                        .orElse(null),
                specification.map(RunModel::sources).orElse(List.of()),
                specification.map(spec -> Long.toString(spec.getSeed())).orElse(null),
                training.isEmpty() ? null : training.get(0).spread(),
                training.isEmpty() ? null : training.get(training.size() - 1).spread(),
                training.stream().mapToDouble(point -> point.spread().mean()).toArray(),
                samples.kept(),
                outcomeRate.perSecond(now),
                workers.views(null, now).stream()
                        .filter(worker -> !worker.silent() && !worker.hasLeft())
                        .count(),
                deadLetters.total(),
                unreadable,
                createdAt.isPresent() ? createdAt.getAsLong() : null,
                newest.map(VersionView::time).orElse(null));
    }

    private static List<String> sources(RunSpecification run) {
        return Stream.concat(run.getReplay().map(Replay::getRun).stream(), run.getOrigin().map(Origin::getRun).stream())
                .distinct()
                .toList();
    }

    /** The last command that the newest version has not taken in. */
    private Optional<String> pending(Optional<VersionView> newest) {
        long taken = newest.map(VersionView::nextControlOffset).orElse(0L);
        return control.newestFirst().stream()
                .filter(event -> event.offset() >= taken && event.asCommand().changesState())
                .max(Comparator.comparingLong(ControlEvent::offset))
                .map(ControlEvent::command);
    }

    /**
     * The specification with the settings in effect; empty before the command that created the run was read.
     *
     * @throws IllegalArgumentException if that is not sound to this release
     */
    public synchronized Optional<RunSpecification> effective() {
        return specification.map(
                created -> newest().map(version -> ChangeableSettings.apply(created, version.settings()))
                        .orElse(created));
    }

    /** Name of the reward; empty before the command that created the run was read. */
    public synchronized Optional<String> reward() {
        return specification.map(created -> created.getReward().getName());
    }

    /** What may be changed while the run runs, by path. */
    public synchronized List<SettingView> settings() {
        Map<String, String> pending = pendingSettings();
        Map<String, String> effective = newest().map(VersionView::settings).orElse(Map.of());
        return specification.map(ChangeableSettings::of).orElse(Map.of()).entrySet().stream()
                .map(first -> new SettingView(
                        first.getKey(),
                        effective.getOrDefault(first.getKey(), first.getValue()),
                        first.getValue(),
                        pending.get(first.getKey())))
                .toList();
    }

    private Map<String, String> pendingSettings() {
        long taken = newest().map(VersionView::nextControlOffset).orElse(0L);
        Map<String, String> pending = new HashMap<>();
        control.newestFirst().stream()
                .filter(event -> event.offset() >= taken && event.command().equals("settings"))
                .sorted(Comparator.comparingLong(ControlEvent::offset))
                .forEach(event -> pending.putAll(event.details()));
        return pending;
    }

    /** Samplers that are wanted and those that are there. */
    public synchronized Fleet fleet(Instant now) {
        return Fleet.of(
                control.newestFirst().stream()
                        .filter(event -> event.command().equals("samplers"))
                        .findFirst()
                        .orElse(null),
                workers(now));
    }

    private Optional<VersionView> newest() {
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(versions.lastEntry().getValue());
    }

    public synchronized RunDetail detail(Instant now) {
        return new RunDetail(
                summary(now),
                specification.map(RunSpecification::toString).orElse(null),
                List.copyOf(versions.values()),
                keptVersions("evaluation"),
                keptVersions("training"),
                metrics.series());
    }

    private List<Integer> keptVersions(String set) {
        return samples.points().stream()
                .filter(point -> point.set().equals(set) && point.samplesKept())
                .map(RewardPoint::version)
                .distinct()
                .sorted()
                .toList();
    }

    /** @param labels those that a point has among its own */
    public synchronized MetricsPage metrics(String series, Map<String, String> labels, long after, int most) {
        return metrics.page(series, labels, after, most);
    }

    /** All metric points as CSV, a row each and a column for each figure. */
    public String metricsCsv() {
        List<MetricPoint> points;
        synchronized (this) {
            points = List.copyOf(metrics.points());
        }
        return MetricsCsv.of(points);
    }

    /** Rewards of each iteration and of each evaluation. */
    public synchronized List<RewardPoint> rewards() {
        return samples.points();
    }

    public synchronized SamplePage samples(SampleQuery query) {
        List<Sample> found = samples.stream(query.evaluation())
                .filter(query.predicate())
                .sorted(query.comparator())
                .toList();
        List<SampleView> page = found.stream()
                .skip(query.offset())
                .limit(query.limit())
                .map(this::view)
                .toList();
        return new SamplePage(page, found.size(), query.offset());
    }

    private SampleView view(Sample sample) {
        return SampleView.of(sample, samples.advantage(sample.id()).orElse(null));
    }

    /** The sample itself, for where its picture and its trajectory lie. */
    public synchronized Optional<Sample> sample(String id) {
        return samples.find(id);
    }

    public synchronized Optional<SampleView> sampleView(String id) {
        return samples.find(id).map(this::view);
    }

    /** @param query its order and page have no meaning here */
    public synchronized Histogram histogram(SampleQuery query, int bins) {
        return Histogram.of(
                samples.stream(query.evaluation())
                        .filter(query.predicate())
                        .filter(Sample::isScored)
                        .mapToDouble(Sample::reward)
                        .toArray(),
                bins);
    }

    /** Every prompt that has samples in memory, in alphabetical order. */
    public List<PromptView> prompts(boolean evaluation) {
        Map<String, List<Sample>> byPrompt;
        synchronized (this) {
            byPrompt = samples.stream(evaluation)
                    .collect(Collectors.groupingBy(Sample::prompt, TreeMap::new, Collectors.toList()));
        }
        return byPrompt.entrySet().stream()
                .map(entry -> PromptView.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    public synchronized List<WorkerView> workers(Instant now) {
        return workers.views(newest().map(VersionView::version).orElse(null), now);
    }

    /** The newest first. */
    public synchronized List<ControlEvent> control() {
        return control.newestFirst();
    }

    /** The newest first. */
    public synchronized List<DeadLetterView> deadLetters() {
        return deadLetters.newestFirst();
    }

    /** The stations from request to policy. */
    public synchronized List<StageView> pipeline(Instant now) {
        int iteration = newest().map(VersionView::iteration).orElse(0);
        return new Pipeline(
                        newest(),
                        backlog,
                        requestsTrend.perSecond(),
                        outcomesTrend.perSecond(),
                        workers(now),
                        samples.judged(iteration),
                        specification
                                .map(RunSpecification::getSamplesPerIteration)
                                .orElse(0),
                        specification.map(spec -> spec.getSampling().getBatch()).orElse(0),
                        closed.stream()
                                .mapToInt(closedIteration -> closedIteration + 1)
                                .max()
                                .orElse(0),
                        outcomeRate.perSecond(now),
                        rewardRate.perSecond(now),
                        advantageRate.perSecond(now),
                        trainedPerSecond(),
                        failures.getOrDefault("sampling", 0L) + failures.getOrDefault("request", 0L),
                        failures.getOrDefault("scoring", 0L))
                .stages();
    }

    /** Samples of the last iteration by the time that the model took for them. */
    private double trainedPerSecond() {
        List<MetricPoint> points = metrics.points();
        for (int i = points.size() - 1; i >= 0; i--) {
            Map<String, Double> values = points.get(i).values();
            if (points.get(i).series().equals("iteration") && values.getOrDefault("modelSeconds", 0.0) > 0) {
                return values.getOrDefault("samples", 0.0) / values.get("modelSeconds");
            }
        }
        return 0;
    }

    /** How much is in memory, by name. */
    public synchronized Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("samples", samples.kept());
        sizes.put("points", metrics.points().size());
        sizes.put("versions", versions.size());
        return sizes;
    }
}
