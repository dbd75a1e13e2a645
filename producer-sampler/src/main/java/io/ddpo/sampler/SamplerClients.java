package io.ddpo.sampler;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.specification.SpecificationException;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.ShareGroup;
import io.ddpo.service.kafka.WorkQueue;
import io.ddpo.service.settings.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Opens what a sampler reads and writes; whoever asks for something closes it. */
record SamplerClients(KafkaClients kafka, SchemaRegistry registry, RunNames run) {
    /** Trajectories of a few batches: more are never under way. */
    private static final int BUFFER_BYTES = 4 * TopicCatalogue.LARGEST_RECORD;

    /** As long as a stop may wait. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    /** A few chunks of weights a fetch. */
    private static final int FETCH_BYTES = 16 << 20;

    /**
     * What the run is; waits for it to be created.
     *
     * @param stopping ends the wait
     * @return empty if it was stopped before
     * @throws FatalRoleException if it does not exist within {@code patience}, or is not sound
     */
    Optional<RunSpecification> specification(Duration patience, BooleanSupplier stopping, InstantSource clock) {
        Instant deadline = clock.instant().plus(patience);
        try (Consumer<String, Control> control = kafka.consumer(
                "control", new StringDeserializer(), new AvroDeserializer<>(registry, Control.class), Map.of())) {
            Optional<RunSpecification> found = Optional.empty();
            while (found.isEmpty() && !stopping.getAsBoolean()) {
                requireTime(deadline, patience, clock);
                found = RunSpecifications.read(control, run, GLANCE);
            }
            return found;
        } catch (SpecificationException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private void requireTime(Instant deadline, Duration patience, InstantSource clock) {
        if (clock.instant().isAfter(deadline)) {
            throw new FatalRoleException(
                    ExitCode.UNAVAILABLE,
                    "run %s: expected its specification in topic %s within %s, found none"
                            .formatted(run.run(), run.control(), DurationText.write(patience)));
        }
    }

    /** Sets up the group of all samplers of the run. */
    ShareGroup setUpGroup(Duration lock, int deliveryLimit) {
        ShareGroup group = new ShareGroup(run.samplerGroup(), lock, deliveryLimit);
        try (Admin admin = kafka.admin("group")) {
            group.setUp(admin);
        }
        return group;
    }

    /** Joins the group, which is set up. */
    WorkQueue requests(ShareGroup group, InstantSource clock) {
        return new WorkQueue(
                kafka.shareConsumer(
                        "requests", group.group(), 1, new StringDeserializer(), new ByteArrayDeserializer(), Map.of()),
                List.of(run.rolloutRequests()),
                group.lock(),
                clock);
    }

    Publisher publisher() {
        return new Publisher(
                run,
                kafka.producer(
                        "results",
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        Map.of("max.request.size", TopicCatalogue.LARGEST_RECORD, "buffer.memory", BUFFER_BYTES)),
                registry);
    }

    ManifestFollower manifests() {
        return new ManifestFollower(
                kafka.consumer(
                        "manifests",
                        new StringDeserializer(),
                        new AvroDeserializer<>(registry, WeightsManifest.class),
                        Map.of()),
                run.weightsVersions());
    }

    /** @param patience how long to wait for a chunk before it is taken to be missing */
    ChunkReader chunks(Duration patience) {
        return new ChunkReader(
                kafka.consumer(
                        "weights",
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        Map.of("max.partition.fetch.bytes", FETCH_BYTES)),
                new AvroDeserializer<>(registry, WeightChunk.class),
                patience);
    }
}
