package io.ddpo.console;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.payload.Locations;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes the log of a run that nobody trained: pictures in one colour for each prompt, rewards that rise. As a program
 * ({@link #main}) it writes a run as large as a console has to stand.
 */
public final class SyntheticRun implements AutoCloseable {
    private static final int STEPS = 8;
    private static final int EVALUATED_EVERY = 10;

    private final SchemaRegistry registry = new MemorySchemaRegistry();
    private final KafkaProducer<String, byte[]> producer;
    private final RunNames run;
    private final List<String> prompts;
    private final int samples;
    private final int iterations;
    private final Random random = new Random(1);
    private int version;

    /** @param samples of one iteration, and of one evaluation */
    public SyntheticRun(String bootstrap, RunNames run, int iterations, int samples, List<String> prompts) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "max.request.size", 32 << 20),
                new StringSerializer(),
                new ByteArraySerializer());
        this.run = run;
        this.iterations = iterations;
        this.samples = samples;
        this.prompts = prompts;
    }

    /** {@code <bootstrap> <run> [iterations] [samples] [workers]}: by default 200 iterations of 256 and 50 workers. */
    public static void main(String[] args) {
        RunNames run = new RunNames(args[1]);
        int iterations = args.length > 2 ? Integer.parseInt(args[2]) : 200;
        int samples = args.length > 3 ? Integer.parseInt(args[3]) : 256;
        int workers = args.length > 4 ? Integer.parseInt(args[4]) : 50;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
            Topics.create(admin, TopicCatalogue.of(run));
        }
        List<String> prompts =
                IntStream.range(0, 45).mapToObj(i -> "animal " + i).toList();
        try (SyntheticRun log = new SyntheticRun(args[0], run, iterations, samples, prompts)) {
            log.all(workers);
        }
    }

    /** The whole run with an evaluation of every tenth version, and as many samplers that are alive now. */
    public void all(int workers) {
        create();
        for (int iteration = 0; iteration < iterations; iteration++) {
            if (iteration % EVALUATED_EVERY == 0) {
                iteration(iteration);
            } else {
                trained(iteration);
            }
        }
        workers(workers, Instant.now());
    }

    /** The first command and version 0. */
    public void create() {
        send(run.control(), "", Records.create(Records.specification(run.run(), iterations, samples, prompts)));
        send(run.weightsVersions(), "0", Records.manifest(run.run(), 0, RunState.RUNNING, 1));
    }

    /** An iteration and the version after it; samples of a training and of an evaluation. */
    public void iteration(int iteration) {
        evaluated(iteration, samples(true, iteration));
        trained(iteration);
    }

    /** What the reward streams say of an evaluation: a guard that falls, pictures that grow alike. */
    private void evaluated(int version, double mean) {
        double progress = (double) version / iterations;
        for (String set : List.of("all", "trained", "held-out")) {
            double reward = set.equals("held-out") ? mean - 0.1 : mean;
            Metric figures = Records.metric(
                    "evaluation",
                    version,
                    version,
                    Map.of(
                            "reward", reward,
                            "guard.contrast", 0.3 - 0.1 * progress,
                            "diversity", 0.2 - 0.1 * progress,
                            "recognised", 1 - progress,
                            "change", 0.3 * progress));
            Metric metric =
                    Metric.newBuilder(figures).setLabels(Map.of("prompts", set)).build();
            begin(run.metrics(), "evaluation", bytes(run.metrics(), metric)).join();
        }
    }

    /** The same without an evaluation. */
    public void trained(int iteration) {
        double mean = samples(false, iteration);
        send(run.advantages(), Integer.toString(iteration), Records.closed(iteration, mean, 1));
        metric(iteration, mean);
        version = iteration + 1;
        send(
                run.weightsVersions(),
                Integer.toString(iteration + 1),
                Records.manifest(
                        run.run(),
                        iteration + 1,
                        iteration + 1 == iterations ? RunState.FINISHED : RunState.RUNNING,
                        1));
    }

    /** The figures of an iteration. */
    public void metric(int iteration, double mean) {
        metrics(iteration, mean, 1);
    }

    /** The same figures so many times. */
    public void metrics(int iteration, double mean, int count) {
        Stream.generate(() -> begin(run.metrics(), "iteration", bytes(run.metrics(), figures(iteration, mean))))
                .limit(count)
                .toList()
                .forEach(CompletableFuture::join);
    }

    private Metric figures(int iteration, double mean) {
        Map<String, Double> values = new HashMap<>(Map.of("rewardMean", mean, "loss", -0.01 * iteration));
        values.put("approxKl", 1e-6 * (1 + random.nextDouble()));
        values.put("clipFraction", 0.2 + 0.1 * random.nextDouble());
        values.put("gradientNorm", 0.05 + 0.02 * random.nextDouble());
        values.put("maxLogRatioOnPolicy", 1e-6);
        values.put("samplesPerSecond", 4.0);
        values.put("samples", (double) samples);
        values.put("modelSeconds", 8.0);
        return Records.metric("iteration", iteration, iteration, values);
    }

    /** As many samples as an iteration has, in three waves, since each names where the one before lies; their mean. */
    private double samples(boolean evaluation, int version) {
        List<Location> trajectories = each(index -> trajectory(evaluation, version, index));
        List<RecordMetadata> outcomes = each(index -> {
            String id = Records.id(evaluation, version, index);
            Outcome outcome = outcome(evaluation, version, index, trajectories.get(index));
            return begin(run.samples(), id, bytes(run.samples(), outcome));
        });
        double[] rewards = random.doubles(samples, -0.9, 0.9)
                .map(noise -> 1.5 * version / iterations + noise)
                .toArray();
        each(index -> {
            Reward reward =
                    reward(evaluation, version, index, rewards[index], trajectories.get(index), outcomes.get(index));
            return begin(run.rewards(), reward.getTrajectoryId(), bytes(run.rewards(), reward));
        });
        if (!evaluation) {
            each(index -> begin(
                    run.advantages(),
                    Integer.toString(version),
                    bytes(
                            run.advantages(),
                            Records.advantage(version, index, prompt(index), rewards[index], rewards[index]))));
        }
        return DoubleStream.of(rewards).average().orElse(0);
    }

    /** Begins to send all, and then waits for all. */
    private <T> List<T> each(IntFunction<CompletableFuture<T>> sending) {
        List<CompletableFuture<T>> begun =
                IntStream.range(0, samples).mapToObj(sending).toList();
        return begun.stream().map(CompletableFuture::join).toList();
    }

    private String prompt(int index) {
        return prompts.get(index % prompts.size());
    }

    private Reward reward(
            boolean evaluation, int version, int index, double reward, Location trajectory, RecordMetadata at) {
        return Records.reward(evaluation, version, index, prompt(index), reward)
                .setTrajectory(trajectory)
                .setPicture(new PictureLocation(at.topic(), at.partition(), at.offset()))
                .setSeed(evaluation ? index : 1_000_000L * version + index)
                .setResult(new Score(reward, Map.of("kib", 2 - reward, "quality", 90.0)))
                .build();
    }

    private Outcome outcome(boolean evaluation, int version, int index, Location trajectory) {
        ByteBuffer png = ByteBuffer.wrap(Pngs.of(32, prompt(index).hashCode(), version, index));
        return Outcome.newBuilder()
                .setTrajectoryId(Records.id(evaluation, version, index))
                .setRequestId(Records.id(evaluation, version, index).substring(0, 13))
                .setIndexInRequest(index % 16)
                .setIteration(version)
                .setIterationSize(samples)
                .setPurpose(evaluation ? Purpose.EVALUATION : Purpose.TRAIN)
                .setPolicyVersion(version)
                .setPrompt(prompt(index))
                .setSeed(index)
                .setSampler("sampler-1")
                .setResult(new Picture(png, png, 32, 32, trajectory))
                .build();
    }

    private CompletableFuture<Location> trajectory(boolean evaluation, int version, int index) {
        String prompt = prompt(index);
        String id = Records.id(evaluation, version, index);
        Trajectory trajectory = Trajectory.newBuilder()
                .setId(id)
                .setRequestId(id.substring(0, 13))
                .setIndexInRequest(index % 16)
                .setIteration(version)
                .setPurpose(evaluation ? Purpose.EVALUATION : Purpose.TRAIN)
                .setPolicyVersion(version)
                .setBaseDigest("0".repeat(64))
                .setPrompt(prompt)
                .setSeed(index)
                .setTimesteps(
                        IntStream.range(0, STEPS).mapToObj(i -> 1000 - 125 * i).toList())
                .setLatentDtype(LatentDtype.FLOAT32)
                .setLatentShape(List.of(STEPS + 1, 3, 2, 2))
                .setLatents(ByteBuffer.allocate((STEPS + 1) * 3 * 2 * 2 * 4))
                .setLogProbabilities(IntStream.range(0, STEPS)
                        .mapToObj(i -> -1.5f + 0.1f * i)
                        .toList())
                .setGuidanceScale(1)
                .setEta(1)
                .setSampler("sampler-1")
                .setPreviews(IntStream.range(0, 4)
                        .mapToObj(i -> ByteBuffer.wrap(Pngs.of(16, prompt.hashCode(), i - 3, index)))
                        .toList())
                .build();
        byte[] value = bytes(run.trajectories(), trajectory);
        return begin(run.trajectories(), id, value).thenApply(at -> Locations.of(at, id, value));
    }

    /** As many samplers, and the other roles. */
    public void workers(int samplers, Instant now) {
        for (int i = 1; i <= samplers; i++) {
            String name = "sampler-" + i;
            beat(name, "sampler", WorkerState.WORKING, now);
        }
        beat("rewards", "rewards", WorkerState.WAITING, now);
        beat("learner", "learner", WorkerState.WORKING, now);
    }

    private void beat(String name, String role, WorkerState state, Instant now) {
        WorkerHeartbeat beat = WorkerHeartbeat.newBuilder(Records.heartbeat(name, role, state, now))
                .setPolicyVersion(version)
                .build();
        send(run.workers(), name, beat);
    }

    /** Any record under any key, acknowledged when this returns. */
    public RecordMetadata send(String topic, String key, SpecificRecord record) {
        return begin(topic, key, bytes(topic, record)).join();
    }

    private byte[] bytes(String topic, SpecificRecord record) {
        try (AvroSerializer<SpecificRecord> serializer = serializer(record)) {
            return serializer.serialize(topic, record);
        }
    }

    @SuppressWarnings("unchecked") // the class of the record is its own
    private AvroSerializer<SpecificRecord> serializer(SpecificRecord record) {
        return new AvroSerializer<>(registry, (Class<SpecificRecord>) record.getClass());
    }

    private CompletableFuture<RecordMetadata> begin(String topic, String key, byte[] value) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        var unused = producer.send(new ProducerRecord<>(topic, key, value), (at, failure) -> {
            if (failure == null) {
                sent.complete(at);
            } else {
                sent.completeExceptionally(new IllegalStateException("topic " + topic + " took no record", failure));
            }
        });
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
