package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.TopicScan;
import io.ddpo.local.history.WorkersAtWork;
import io.ddpo.local.report.Report;
import io.ddpo.local.report.Summary;
import io.ddpo.rewards.StreamsMemory;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.scorer.Rescoring;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.control.ControlWriter;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The log of a run, in a broker. */
final class DemoLog {
    private static final String WHO = "demo";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A run whose creation was cut short has topics without a command. */
    private static final Duration PATIENCE_FOR_A_COMMAND = Duration.ofSeconds(5);

    /** A few chunks of weights a fetch. */
    private static final int FETCH_BYTES = 16 << 20;

    private final RunNames run;
    private final SchemaRegistry registry;
    private final KafkaClients kafka;
    private final InstantSource clock;

    /** @param registry stays open */
    DemoLog(ClusterAccess access, SchemaRegistry registry, RunNames run, InstantSource clock) {
        this.run = run;
        this.registry = registry;
        this.kafka = access.kafka(WHO);
        this.clock = clock;
    }

    /** The list of the runs of a cluster; closed by whoever asked for it. */
    static RunRegistry runs(ClusterAccess access, SchemaRegistry registry, InstantSource clock) {
        return new RunCreator(access.kafka(WHO), registry, clock).runs();
    }

    /**
     * Creates the run, or recognises it. The same model may have another path than at the first time.
     *
     * @param out where the run is, for the sentence
     * @return the specification as it was created with
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the log holds another run
     */
    RunSpecification createOrContinue(RunSpecification wanted, Path out) {
        Optional<RunSpecification> found = existing();
        RunSpecification specification =
                found.map(before -> withReferenceOf(before, wanted)).orElse(wanted);
        found.map(before -> SpecificationDifference.of(before, specification))
                .filter(differences -> !differences.isEmpty())
                .ifPresent(differences -> {
                    throw new FatalRoleException(
                            ExitCode.BAD_INPUT,
                            "[%s] expected the run that is there, got other settings (%s); use the same, another --out, or --fresh to start over"
                                    .formatted(out, String.join(", ", differences)));
                });
        new RunCreator(kafka, registry, clock).create(specification, WHO, "");
        return specification;
    }

    private static RunSpecification withReferenceOf(RunSpecification before, RunSpecification now) {
        BaseModel same = new BaseModel(
                before.getBaseModel().getReference(), now.getBaseModel().getDigest());
        return RunSpecification.newBuilder(now).setBaseModel(same).build();
    }

    /** The specification that the run was created with; empty without a run. */
    Optional<RunSpecification> existing() {
        try (Admin admin = kafka.admin("existing");
                Consumer<String, Control> control = kafka.consumer(
                        "existing",
                        new StringDeserializer(),
                        new AvroDeserializer<>(registry, Control.class),
                        Map.of())) {
            return admin.listTopics().names().get().contains(run.control())
                    ? RunSpecifications.read(control, run, PATIENCE_FOR_A_COMMAND)
                    : Optional.empty();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the run is there already */
    void requireNew() {
        if (existing().isPresent()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "run %s: expected a new name, found that run; ./ddpo resume --run %s goes on with it"
                            .formatted(run.run(), run.run()));
        }
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the run was trained in another log */
    void requireTrainedHere() {
        try (Admin admin = kafka.admin("memory")) {
            StreamsMemory.require(admin, run);
        }
    }

    /** Creates the run. */
    void create(RunSpecification specification, String who, String why) {
        new RunCreator(kafka, registry, clock).create(specification, who, why);
    }

    /** Gives the run a command. */
    void give(RunCommand command, String who, String why) {
        try (ControlWriter control = new ControlWriter(kafka.producer(
                "control",
                new StringSerializer(),
                new AvroSerializer<>(registry, Control.class),
                ControlWriter.PRODUCER_SETTINGS))) {
            control.append(run, command.record(who, why, clock.instant()));
        }
    }

    RunNames run() {
        return run;
    }

    /** The list of the runs of the cluster; closed by whoever asked for it. */
    RunRegistry runs() {
        return new RunCreator(kafka, registry, clock).runs();
    }

    /** Names of those who are at work on the run, wherever they are. */
    List<String> workersAtWork() {
        return WorkersAtWork.of(run, scan(), clock.instant());
    }

    /** Reads whole topics of the cluster. */
    TopicScan scan() {
        return new TopicScan(kafka, registry);
    }

    /** Bytes of the record at a place, without its key. */
    int size(Location location) {
        TopicPartition partition = new TopicPartition(location.getTopic(), location.getPartition());
        try (Consumer<String, byte[]> consumer = kafka.consumer(
                "size", new StringDeserializer(), new ByteArrayDeserializer(), Map.of("max.poll.records", 1))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, location.getOffset());
            for (ConsumerRecord<String, byte[]> message : consumer.poll(PATIENCE)) {
                return Math.max(0, message.serializedValueSize());
            }
            return 0;
        }
    }

    /** Follows the run from its beginning. */
    RunTail tail(RunSpecification specification) {
        return new RunTail(kafka, registry, run, new RunView(specification));
    }

    /**
     * Takes what this process says of itself.
     *
     * @param start of its work
     */
    SessionLog session(Instant start) {
        return new SessionLog(kafka, registry, run, start, clock);
    }

    /** The whole run so far. */
    RunHistory history(RunSpecification specification) {
        return new HistoryReader(new TopicScan(kafka, registry), run).read(specification);
    }

    /** Other rewards' view of the run. */
    Rescoring rescoring(RunSpecification specification) {
        return new Rescoring(kafka, registry, Rewards.installed(), specification);
    }

    /** The manifest of every version so far. */
    List<WeightsManifest> versions() {
        return new HistoryReader(new TopicScan(kafka, registry), run).versions();
    }

    /**
     * Writes the results of the run.
     *
     * @param base the model that it began with
     * @param folder for the results, over what is there
     * @return the figures
     */
    Summary report(RunHistory history, ModelFolder base, Path folder) throws IOException {
        Summary[] written = new Summary[1];
        weights(history.last(), folder, weights -> written[0] = Report.write(history, base, weights, folder));
        return written[0];
    }

    /**
     * Hands over the trainable tensors of a version, as they were published.
     *
     * @param scratch where their file lies until it was used
     */
    void weights(WeightsManifest manifest, Path scratch, Downloads.Use use) throws IOException {
        try (Downloads downloads = Downloads.in(scratch, chunks())) {
            downloads.fetch(manifest.getWeights(), manifest.getVersion(), ChunkKind.WEIGHTS, () -> {}, use);
        }
    }

    /**
     * Reads a payload that a manifest names to its end.
     *
     * @throws PayloadException if the log does not have it any more
     */
    void verify(ChunkedPayload payload, int version, ChunkKind kind) {
        try (ChunkReader chunks = chunks()) {
            chunks.copyTo(OutputStream.nullOutputStream(), payload, version, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written
        }
    }

    private ChunkReader chunks() {
        return new ChunkReader(
                kafka.consumer(
                        "weights",
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        Map.of("max.partition.fetch.bytes", FETCH_BYTES)),
                new AvroDeserializer<>(registry, WeightChunk.class),
                PATIENCE);
    }
}
