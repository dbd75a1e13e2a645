package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddpo.learner.MortalProducer.Death;
import io.ddpo.local.Runs;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a broker keeps of a learner that dies on its way to a version, and of one that does not know it is replaced. */
public abstract class CommitProtocol {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int NEVER = Integer.MAX_VALUE;

    private final KafkaClients kafka;
    private final SchemaRegistry registry;

    protected CommitProtocol(ClusterAccess cluster) {
        this.kafka = cluster.kafka("test");
        this.registry = cluster.registry();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aVersionIsThereAsAWholeOrNotAtAllWhereverItsLearnerDies() {
        Writer run = new Writer("dies");
        try (Learner first = run.take(NEVER)) {
            first.writeNext();
        }
        List<WeightsManifest> before = run.manifests(1);
        boolean died = true;
        int moment = 0;
        for (; died; moment++) {
            died = run.take(moment).diesWriting();

            try (Learner successor = run.take(NEVER)) {
                List<WeightsManifest> found = run.manifests();
                assertThat(found).as("moment %d", moment).startsWith(before.toArray(WeightsManifest[]::new));
                run.assertNothingByHalves(found);
                if (found.size() == before.size()) {
                    successor.writeNext();
                }
            }
            before = run.manifests(before.size() + 1);
        }
        run.assertNothingByHalves(before);
        // two transactions of one chunk, and one of manifest, requests, metrics and offsets
        assertThat(moment).isGreaterThan(2 * (3 + 3 + 6));
    }

    @Test
    void aLearnerThatWasReplacedWritesNothingMore() {
        Writer run = new Writer("replaced");
        try (Learner idle = run.take(NEVER);
                Learner publishing = run.take(NEVER)) {
            publishing.publish(ChunkKind.WEIGHTS);
            try (Learner committing = run.take(NEVER)) {
                ChunkedPayload weights = committing.publish(ChunkKind.WEIGHTS);
                try (Learner successor = run.take(NEVER)) {
                    successor.writeNext();
                    List<WeightsManifest> committed = run.manifests(1);

                    assertFenced(idle::writeNext);
                    assertFenced(() -> publishing.publish(ChunkKind.TRAINING_STATE));
                    assertFenced(() -> committing.commit(weights, weights));

                    assertThat(run.manifests()).isEqualTo(committed);
                    run.assertNothingByHalves(committed);
                }
            }
        }
    }

    /** It ends there: what a producer says of its next call depends on how far the refusal has come. */
    private static void assertFenced(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        FatalRoleException.class,
                        e -> assertThat(e.code()).as("%s, %s", e, e.getCause()).isEqualTo(ExitCode.FENCED))
                .hasMessage("run replaced: expected to be its only learner, found that another one has taken over");
    }

    /** A run and what is visible of it. */
    private final class Writer {
        private final RunSpecification specification;
        private final RunNames names;
        private final LearnerClients clients;
        private final ConsumerGroupMetadata group;
        private final TopicScan scan = new TopicScan(kafka, registry);

        Writer(String name) {
            specification = RunSpecification.newBuilder(Runs.specification())
                    .setRun(name)
                    .setIterations(1000)
                    .build();
            names = new RunNames(name);
            clients = new LearnerClients(kafka, registry, names, PATIENCE);
            try (Consumer<?, ?> advantages = clients.advantages()) {
                group = advantages.groupMetadata();
            }
            new RunCreator(kafka, registry, InstantSource.system()).create(specification, "test", "");
        }

        /** A learner that has taken over, and dies at a moment. */
        Learner take(int moment) {
            return new Learner(this, moment);
        }

        /** As a learner finds them. */
        /** So many, of which the last was just committed: readers see it only when the markers are written, too. */
        List<WeightsManifest> manifests(int count) {
            List<WeightsManifest> found = await().atMost(PATIENCE).until(this::manifests, all -> all.size() >= count);
            assertThat(found).hasSize(count);
            return found;
        }

        List<WeightsManifest> manifests() {
            List<WeightsManifest> found = new ArrayList<>();
            try (LogTail<WeightsManifest> tail =
                    new LogTail<>(clients.manifests(), names.weightsVersions(), PATIENCE)) {
                tail.readFrom(0).forEach(entry -> found.add(entry.value().orElseThrow()));
            }
            return found;
        }

        void assertNothingByHalves(List<WeightsManifest> manifests) {
            List<String> requests = new ArrayList<>();
            List<Integer> measured = new ArrayList<>();
            scan.each(names.rolloutRequests(), RolloutRequest.class, message -> requests.add(message.key()));
            scan.each(
                    names.metrics(),
                    Metric.class,
                    message -> measured.add(message.value().getPolicyVersion()));
            List<Integer> versions =
                    manifests.stream().map(WeightsManifest::getVersion).toList();
            for (int version = 0; version < versions.size(); version++) {
                assertThat(versions.get(version)).isEqualTo(version);
            }
            assertThat(measured).isEqualTo(versions);
            assertThat(requests)
                    .isEqualTo(manifests.stream()
                            .flatMap(manifest -> requests(manifest).stream())
                            .map(RolloutRequest::getId)
                            .toList());
            WeightsManifest last = manifests.get(manifests.size() - 1);
            try (ChunkReader chunks = clients.chunks()) {
                requireThere(chunks, last.getWeights(), last.getVersion(), ChunkKind.WEIGHTS);
                requireThere(
                        chunks, last.getTrainingState().orElseThrow(), last.getVersion(), ChunkKind.TRAINING_STATE);
            }
        }

        private static void requireThere(ChunkReader chunks, ChunkedPayload payload, int version, ChunkKind kind) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            assertThatCode(() -> chunks.copyTo(read, payload, version, kind)).doesNotThrowAnyException();
            assertThat(read.toByteArray()).isEqualTo(payload(version, kind));
        }

        List<RolloutRequest> requests(WeightsManifest manifest) {
            int version = manifest.getVersion();
            return new Planner(specification).training(version, version, version);
        }
    }

    private static byte[] payload(int version, ChunkKind kind) {
        return (kind + " of version " + version).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes versions as a learner does. */
    private static final class Learner implements AutoCloseable {
        private final Writer run;
        private final CommitLog log;
        private final int version;

        Learner(Writer run, int moment) {
            this.run = run;
            Producer<String, SpecificRecord> producer = new MortalProducer<>(run.clients.commits(), moment).proxy();
            this.log = new CommitLog(producer, run.names, run.group);
            log.fence();
            this.version = run.manifests().size();
        }

        ChunkedPayload publish(ChunkKind kind) {
            byte[] payload = payload(version, kind);
            return log.publish(version, kind, new ByteArrayInputStream(payload), payload.length);
        }

        void writeNext() {
            commit(publish(ChunkKind.WEIGHTS), publish(ChunkKind.TRAINING_STATE));
        }

        void commit(ChunkedPayload weights, ChunkedPayload state) {
            WeightsManifest manifest = WeightsManifest.newBuilder(Runs.manifest(version, RunState.RUNNING))
                    .setRun(run.names.run())
                    .setWeights(weights)
                    .setTrainingState(state)
                    .build();
            Metric metric = Metric.newBuilder(Runs.iteration(version, 0))
                    .setTimestamp(NOW)
                    .build();
            log.commit(Commit.of(manifest).requesting(run.requests(manifest)).measuring(List.of(metric)));
        }

        /** Whether it died on the way. */
        boolean diesWriting() {
            try {
                writeNext();
                return false;
            } catch (FatalRoleException e) {
                assertThat(e).hasCauseInstanceOf(Death.class);
                return true;
            } finally {
                close();
            }
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
