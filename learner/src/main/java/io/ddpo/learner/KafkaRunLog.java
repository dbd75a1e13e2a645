package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.LocationReader;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.specification.SpecificationException;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The run in Kafka. */
final class KafkaRunLog implements RunLog {
    private final LearnerClients clients;
    private final RunNames run;
    private final RunSpecification specification;
    private final CommitLog commits;
    private final LogTail<Control> control;
    private final AdvantageReader advantages;
    private final OutcomeWatch outcomes;
    private final LocationReader<Trajectory> trajectories;
    private final ChunkReader chunks;

    private KafkaRunLog(LearnerClients clients, RunSpecification specification, Closer closer) {
        this.clients = clients;
        this.run = clients.run();
        this.specification = specification;
        Consumer<String, AdvantageEntry> entries = closer.add(clients.advantages());
        this.advantages = new AdvantageReader(entries, run.advantages());
        this.outcomes = new OutcomeWatch(closer.add(clients.outcomes()), run.samples(), partitions(run.samples()));
        this.trajectories = closer.add(clients.trajectories());
        this.chunks = closer.add(clients.chunks());
        this.control = closer.add(new LogTail<>(clients.control("control"), run.control(), clients.patience()));
        this.commits = closer.add(new CommitLog(clients.commits(), run, entries.groupMetadata()));
    }

    /**
     * Opens the log of a run.
     *
     * @param wait how long to wait for the run to be created
     * @param closer closes it
     * @throws FatalRoleException if there is no such run
     */
    static KafkaRunLog open(LearnerClients clients, Duration wait, Closer closer) {
        return new KafkaRunLog(clients, specification(clients, wait), closer);
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
        try (LogTail<WeightsManifest> manifests =
                new LogTail<>(clients.manifests(), run.weightsVersions(), clients.patience())) {
            for (ConsumerRecord<String, WeightsManifest> message : manifests.readFrom(0)) {
                latest.put(message.value().getVersion(), message.value());
            }
        }
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

    @Override
    public ChunkedPayload publish(int version, ChunkKind kind, byte[] payload) {
        return commits.publish(version, kind, payload);
    }

    @Override
    public byte[] read(ChunkedPayload payload, int version, ChunkKind kind) {
        return chunks.read(payload, version, kind);
    }

    @Override
    public void commit(Commit commit) {
        commits.commit(commit);
    }

    @Override
    public List<ControlCommand> commands(long from) {
        return control.readFrom(from).stream()
                .map(message -> new ControlCommand(message.offset(), message.value()))
                .toList();
    }

    @Override
    public void expect(int iteration, long advantagesOffset, Collection<String> trajectoryIds, Instant since) {
        advantages.expect(iteration, advantagesOffset);
        outcomes.expect(trajectoryIds, since);
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
    public void trajectories(Collection<Advantage> wanted, BiConsumer<Advantage, Trajectory> visitor) {
        Map<String, Advantage> byId = new HashMap<>();
        wanted.forEach(advantage -> byId.put(advantage.getTrajectoryId(), advantage));
        trajectories.forEach(
                wanted.stream().map(Advantage::getTrajectory).toList(),
                (location, trajectory) -> visitor.accept(byId.get(location.getTrajectoryId()), trajectory));
    }
}
