package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.LocationReader;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.specification.SpecificationException;
import io.ddpo.schemas.topics.Keys;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.DurationText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;

/** The run in Kafka. */
final class KafkaRunLog implements RunLog {
    private final LearnerClients clients;
    private final RunNames run;
    private final RunNames sampled;
    private final RunSpecification specification;
    private final CommitLog commits;
    private final LogTail<Control> control;
    private final LogTail<Metric> metrics;
    private final List<Metric> figures = new ArrayList<>();
    private long nextMetric;
    private final AdvantageReader advantages;
    private final OutcomeWatch outcomes;
    private final LocationReader<Trajectory> trajectories;
    private final Downloads downloads;
    private final LatentClaims claims;
    private final Rejects rejects;

    /**
     * Where payloads are that are not in records.
     *
     * @param scratch folder for those on their way to the model
     * @param claims gets latents; closed with the log
     */
    record Places(Path scratch, LatentClaims claims) {}

    private KafkaRunLog(
            LearnerClients clients, RunSpecification specification, Places places, Rejects rejects, Closer closer) {
        this.clients = clients;
        this.run = clients.run();
        this.sampled = specification
                .getReplay()
                .map(replay -> new RunNames(replay.getRun()))
                .orElse(run);
        this.specification = specification;
        this.rejects = rejects;
        Consumer<String, AdvantageEntry> entries = closer.add(clients.advantages());
        this.advantages = new AdvantageReader(entries, run.advantages(), rejects);
        this.outcomes = new OutcomeWatch(closer.add(clients.outcomes()), run.samples(), partitions(run.samples()));
        this.trajectories = closer.add(clients.trajectories());
        this.downloads = closer.add(downloads(clients, places.scratch()));
        this.claims = closer.add(places.claims());
        this.control = closer.add(new LogTail<>(clients.control("control"), run.control(), clients.patience()));
        this.metrics = closer.add(new LogTail<>(clients.metrics(), run.metrics(), clients.patience()));
        this.commits = closer.add(new CommitLog(clients.commits(), run, entries.groupMetadata()));
    }

    /**
     * Opens the log of a run.
     *
     * @param wait how long to wait for the run to be created
     * @param places of what is not in records
     * @param rejects takes in what is stepped over
     * @param closer closes it
     * @throws FatalRoleException if there is no such run, or nothing can be written to the folder
     */
    static KafkaRunLog open(LearnerClients clients, Duration wait, Places places, Rejects rejects, Closer closer) {
        return new KafkaRunLog(clients, specification(clients, wait), places, rejects, closer);
    }

    private static Downloads downloads(LearnerClients clients, Path scratch) {
        ChunkReader chunks = clients.chunks();
        try {
            return Downloads.in(scratch, chunks);
        } catch (IOException e) {
            chunks.close();
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "scratch.dir: expected a folder to write to, found " + scratch + " (" + e + ")",
                    e);
        }
    }

    private static RunSpecification specification(LearnerClients clients, Duration wait) {
        RunNames run = clients.run();
        try (Consumer<String, Control> control = clients.control("specification")) {
            return RunSpecifications.read(control, run, wait)
                    .orElseThrow(() -> new FatalRoleException(
                            ExitCode.UNAVAILABLE,
                            "run %s: expected its specification in topic %s within %s, found none"
                                    .formatted(run.run(), run.control(), DurationText.write(wait))));
        } catch (SpecificationException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private int partitions(String topic) {
        return TopicCatalogue.of(run).stream()
                .filter(spec -> spec.name().equals(topic))
                .mapToInt(TopicSpec::partitions)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public RunSpecification specification() {
        return specification;
    }

    @Override
    public List<WeightsManifest> takeOver() {
        commits.fence();
        Map<Integer, WeightsManifest> latest = new HashMap<>();
        manifests(run).forEach(entry -> take(entry, latest));
        List<WeightsManifest> chain = new ArrayList<>();
        for (int version = 0; version < latest.size(); version++) {
            WeightsManifest manifest = latest.get(version);
            if (manifest == null) {
                throw new FatalRoleException(
                        ExitCode.CONTRACT_BROKEN,
                        "topic " + run.weightsVersions() + ": expected versions without a gap, found none of number "
                                + version + " among " + latest.keySet());
            }
            chain.add(manifest);
        }
        return chain;
    }

    private List<LogEntry<WeightsManifest>> manifests(RunNames of) {
        try (LogTail<WeightsManifest> manifests =
                new LogTail<>(clients.manifests(), of.weightsVersions(), clients.patience())) {
            return manifests.readFrom(0);
        }
    }

    @Override
    public Optional<WeightsManifest> version(String otherRun, int version) {
        return manifests(new RunNames(otherRun)).stream()
                .flatMap(entry -> entry.value().stream())
                .filter(manifest -> manifest.getRun().equals(otherRun) && manifest.getVersion() == version)
                .reduce((earlier, later) -> later);
    }

    private void take(LogEntry<WeightsManifest> entry, Map<Integer, WeightsManifest> latest) {
        Optional<String> problem = entry.value().isEmpty()
                ? Optional.of(entry.problem())
                : problem(entry, entry.value().get());
        problem.ifPresentOrElse(
                reason -> rejects.add(entry, "weights versions", reason),
                () -> latest.put(entry.value().get().getVersion(), entry.value().get()));
    }

    private Optional<String> problem(LogEntry<WeightsManifest> entry, WeightsManifest manifest) {
        String expected = "version " + Keys.version(manifest.getVersion()) + " of run " + run.run() + " on base "
                + specification.getBaseModel().getDigest();
        String found = "version " + entry.key().orElse("without a key") + " of run " + manifest.getRun() + " on base "
                + manifest.getBaseDigest();
        return expected.equals(found) && manifest.getVersion() >= 0
                ? Optional.empty()
                : Optional.of("expected " + expected + ", found " + found);
    }

    @Override
    public ChunkedPayload publish(int version, ChunkKind kind, InputStream payload, long byteLength) {
        return commits.publish(version, kind, payload, byteLength);
    }

    @Override
    public void read(ChunkedPayload payload, int version, ChunkKind kind, Downloads.Use use) throws IOException {
        downloads.fetch(payload, version, kind, () -> {}, use);
    }

    @Override
    public void commit(Commit commit) {
        List<DeadLetter> letters = new ArrayList<>(commit.deadLetters());
        letters.addAll(rejects.drain());
        commits.commit(commit.refusing(letters));
    }

    @Override
    public List<ControlCommand> commands(long from) {
        return control.readFrom(from).stream()
                .map(entry -> new ControlCommand(entry.offset(), entry.value(), entry.problem()))
                .toList();
    }

    @Override
    public void expect(DueIteration due, long advantagesOffset) {
        advantages.expect(due.iteration(), advantagesOffset, due.ids());
        outcomes.expect(due.ids(), due.ahead(), due.since());
    }

    @Override
    public List<Metric> figures() {
        for (LogEntry<Metric> entry : metrics.readFrom(nextMetric)) {
            nextMetric = entry.offset() + 1;
            entry.value().filter(Guard::restsOn).ifPresent(figures::add);
        }
        return List.copyOf(figures);
    }

    @Override
    public Optional<ClosedIteration> closed(Duration patience) {
        return advantages.poll(patience);
    }

    @Override
    public Set<String> missing() {
        return outcomes.missing();
    }

    @Override
    public Map<String, String> trajectories(Collection<Advantage> wanted, BiConsumer<Advantage, Trajectory> visitor) {
        Map<String, String> unusable = new TreeMap<>();
        Map<String, Advantage> byId = new HashMap<>();
        List<Location> locations = new ArrayList<>();
        for (Advantage advantage : wanted) {
            byId.put(advantage.getTrajectoryId(), advantage);
            Location location = advantage.getTrajectory();
            if (isSampled(location) && location.getTrajectoryId().equals(advantage.getTrajectoryId())) {
                locations.add(location);
            } else {
                String reason = "expected trajectory " + advantage.getTrajectoryId() + " in topic "
                        + sampled.trajectories() + ", found a location of " + location.getTrajectoryId();
                give(unusable, location, advantage.getTrajectoryId(), reason);
            }
        }
        trajectories.forEach(
                locations,
                (location, trajectory) -> {
                    try {
                        visitor.accept(byId.get(location.getTrajectoryId()), claims.redeem(trajectory));
                    } catch (RejectedRecordException e) {
                        give(unusable, location, location.getTrajectoryId(), e.getMessage());
                    }
                },
                (location, problem) -> give(unusable, location, location.getTrajectoryId(), problem.getMessage()));
        return unusable;
    }

    private boolean isSampled(Location location) {
        return location.getTopic().equals(sampled.trajectories())
                && location.getPartition() >= 0
                && location.getPartition() < partitions(run.trajectories())
                && location.getOffset() >= 0;
    }

    private void give(Map<String, String> unusable, Location location, String trajectoryId, String reason) {
        unusable.put(trajectoryId, reason);
        rejects.add(location, "trajectories", reason);
    }
}
