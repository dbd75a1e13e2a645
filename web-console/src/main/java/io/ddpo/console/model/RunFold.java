package io.ddpo.console.model;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the topics of one run say, folded in whatever order they are read. Thread-safe by one lock, this object, which no
 * call holds for more than some milliseconds; {@link RunModel} answers from the fields under the same lock.
 */
public final class RunFold {
    final String run;
    final MetricLog metrics;
    final Samples samples;
    final Workers workers;
    final ControlLog control;
    final Latest<DeadLetterView> deadLetters;
    final TreeMap<Integer, VersionView> versions = new TreeMap<>();
    final Set<Integer> closed = new HashSet<>();
    final Map<String, Long> failures = new HashMap<>();
    final RateMeter outcomeRate = new RateMeter();
    final RateMeter rewardRate = new RateMeter();
    final RateMeter advantageRate = new RateMeter();
    final Trend requestsTrend = new Trend();
    final Trend outcomesTrend = new Trend();
    private final EnumMap<Section, Long> changed = new EnumMap<>(Section.class);
    Optional<RunSpecification> specification = Optional.empty();
    Optional<ControlEvent> created = Optional.empty();
    Optional<Backlog> backlog = Optional.empty();
    long unreadable;
    boolean reading = true;
    private final AtomicLong revision = new AtomicLong();
    private volatile List<String> sources = List.of();
    private volatile long standing;

    RunFold(String run, ModelLimits limits) {
        this.run = run;
        this.metrics = new MetricLog(limits.points());
        this.samples = new Samples(limits.samples());
        this.workers = new Workers(limits.workers());
        this.control = new ControlLog(limits.events());
        this.deadLetters = new Latest<>(limits.events());
    }

    public String run() {
        return run;
    }

    /** Grows with every change. */
    public long revision() {
        return revision.get();
    }

    /** Runs that it comes from; none before its first command was read. Needs no lock. */
    List<String> sources() {
        return sources;
    }

    /** The revision at which its state, version or commands changed last. Needs no lock. */
    long standing() {
        return standing;
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
            sources = Offspring.sources(create.getSpecification());
            created = Optional.of(ControlEvent.of(offset, command));
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
        long now = revision.incrementAndGet();
        changed.put(section, now);
        if (section == Section.CONTROL || section == Section.VERSIONS) {
            standing = now;
        }
    }

    /** The newest policy version; empty before the first. */
    Optional<VersionView> newest() {
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(versions.lastEntry().getValue());
    }
}
