package io.ddpo.learner;

import io.ddpo.diffusion.weights.SafetensorsContent;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A learner that publishes, plans and commits as it does, and learns nothing: its versions are what it is given. */
public final class SimulatedLearner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String NAME = "learner";

    private final Closer closer = new Closer();
    private final RunLog log;
    private final CommitPlanner planner;
    private final List<WeightsManifest> history = new ArrayList<>();

    /**
     * Creates a run, and takes its learner's place.
     *
     * @param scratch folder for what it does not need
     */
    public SimulatedLearner(KafkaClients kafka, SchemaRegistry registry, RunSpecification specification, Path scratch) {
        new RunCreator(kafka, registry, InstantSource.system()).create(specification, "figures", "");
        RunNames run = new RunNames(specification.getRun());
        log = KafkaRunLog.open(
                new LearnerClients(kafka, registry, run, PATIENCE),
                PATIENCE,
                new KafkaRunLog.Places(scratch, LatentClaims.open(Optional.empty())),
                new Rejects(NAME, InstantSource.system()),
                closer);
        planner = new CommitPlanner(specification, NAME);
        history.addAll(log.takeOver());
    }

    /** Weights of a version that are in the log, and that no manifest names yet. */
    public record Published(int version, Payloads payloads) {}

    /** Publishes the next version. */
    public Published publish(TensorSource weights) throws IOException {
        int version = history.size();
        SafetensorsContent content = new SafetensorsContent(weights, Map.of());
        return new Published(
                version,
                new Payloads(
                        log.publish(version, ChunkKind.WEIGHTS, content.open(), content.byteLength()),
                        log.publish(version, ChunkKind.TRAINING_STATE, new ByteArrayInputStream(new byte[1]), 1),
                        TensorDigest.sha256(weights),
                        "simulated"));
    }

    /** Commits it, with the requests of the next iteration. */
    public void commit(Published published) {
        Instant now = Instant.now();
        Commit commit = history.isEmpty()
                ? planner.first(published.payloads(), List.of(), now)
                : planner.next(history, published.payloads(), trained(), List.of(), now);
        log.commit(commit);
        history.add(commit.manifest());
    }

    private static IterationResult trained() {
        return new IterationResult(0, Map.of(Counters.TRAINED_ITERATIONS, 1L), Set.of(), List.of());
    }

    @Override
    public void close() {
        closer.close();
    }
}
