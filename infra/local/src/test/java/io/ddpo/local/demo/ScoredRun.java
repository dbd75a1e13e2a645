package io.ddpo.local.demo;

import io.ddpo.learner.RunCreator;
import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.payload.RewardRecords;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A run whose samples are there already, and whose reward a server computes. */
record ScoredRun(KafkaClients kafka, SchemaRegistry registry, RunNames names) {
    static final byte[] ONE_PIXEL = new io.ddpo.diffusion.image.Picture(new float[3], 1, 1).toPng();

    /** With the reward {@code http}. */
    static ScoredRun create(KafkaClients kafka, SchemaRegistry registry, String name, int samples, int port) {
        Map<String, String> parameters = Map.of("url", "http://127.0.0.1:" + port + "/");
        return create(kafka, registry, name, samples, new RewardSettings("http", parameters));
    }

    static ScoredRun create(
            KafkaClients kafka,
            SchemaRegistry registry,
            String name,
            int samples,
            RewardSettings reward,
            RewardSettings... guards) {
        RunSpecification run = RunSpecification.newBuilder(Runs.specification())
                .setRun(name)
                .setSamplesPerIteration(samples)
                .setPrompts(List.of(new Prompt("a fox", Map.of("questions", "how many?", "answers", "1"))))
                .setReward(reward)
                .setGuard(new GuardSettings(List.of(guards), 0.2, OnOveroptimisation.IGNORE))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .build();
        new RunCreator(kafka, registry, InstantSource.system()).create(run, "test", "");
        return new ScoredRun(kafka, registry, new RunNames(name));
    }

    /** What a sampler would write: one sample for each treatment, the i-th to be scored with i + 1. */
    void sample(List<String> treatments) {
        sample(treatments, ONE_PIXEL);
    }

    /** The same with another picture. */
    @SuppressWarnings("FutureReturnValueIgnored") // a sample that is lost leaves the iteration open
    void sample(List<String> treatments, byte[] png) {
        try (Producer<String, Outcome> producer = kafka.producer(
                names.run() + "-samples",
                new StringSerializer(),
                new AvroSerializer<>(registry, Outcome.class),
                Map.of())) {
            for (int i = 0; i < treatments.size(); i++) {
                Outcome outcome = outcome(i, treatments.size(), treatments.get(i), png);
                producer.send(new ProducerRecord<>(names.samples(), outcome.getTrajectoryId(), outcome));
                if (i % 5 == 0) { // as if the request had been answered twice
                    producer.send(new ProducerRecord<>(names.samples(), outcome.getTrajectoryId(), outcome));
                }
            }
            producer.flush();
        }
    }

    /** What somebody else might write. */
    @SuppressWarnings("FutureReturnValueIgnored") // flushed
    void write(String topic, byte[]... values) {
        try (Producer<String, byte[]> producer =
                kafka.producer("foreign", new StringSerializer(), new ByteArraySerializer(), Map.of())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, "foreign", value));
            }
            producer.flush();
        }
    }

    /** Waits until the iteration is closed: its rewards, in the order in which they came. */
    List<Reward> rewardsOnceClosed(Duration patience) {
        List<AdvantageEntry> entries = read(
                names.advantages(),
                AdvantageEntry.class,
                patience,
                entry -> entry.getEntry() instanceof IterationClosed);
        if (entries.isEmpty() || !(entries.get(entries.size() - 1).getEntry() instanceof IterationClosed)) {
            throw new AssertionError("the iteration is still open, with rewards for "
                    + read(names.rewards(), Reward.class, Duration.ofSeconds(1), reward -> false).stream()
                            .map(Reward::getTrajectoryId)
                            .toList());
        }
        return rewards();
    }

    /**
     * Waits until so many iterations are closed.
     *
     * @return when that was seen, in nanoseconds from any origin
     */
    long onceClosed(int iterations, Duration patience) {
        read(
                names.advantages(),
                AdvantageEntry.class,
                patience,
                entry -> entry.getEntry() instanceof IterationClosed && entry.getIteration() == iterations - 1);
        return System.nanoTime();
    }

    /** What a reward stream would write of a sample of an iteration. */
    Reward reward(int iteration, int index, int size, String prompt, Object result) {
        Outcome outcome = outcome(iteration * size + index, size, "well", ONE_PIXEL);
        return RewardRecords.of(
                Outcome.newBuilder(outcome)
                        .setIteration(iteration)
                        .setPrompt(prompt)
                        .build(),
                new PictureLocation(names.samples(), 0, (long) index),
                result);
    }

    /** What there is by now. */
    List<Reward> rewards() {
        return read(names.rewards(), Reward.class, Duration.ofSeconds(1), reward -> false);
    }

    List<DeadLetter> deadLetters() {
        return read(names.deadLetters(), DeadLetter.class, Duration.ofSeconds(1), letter -> false);
    }

    /** Waits until a worker says this. */
    boolean isTold(String message, Duration patience) {
        List<WorkerHeartbeat> heard = read(
                names.workers(),
                WorkerHeartbeat.class,
                patience,
                heartbeat -> heartbeat.getMessage().equals(message));
        return heard.get(heard.size() - 1).getMessage().equals(message);
    }

    private <T extends SpecificRecord> List<T> read(
            String topic, Class<T> type, Duration patience, Predicate<T> until) {
        List<T> records = new ArrayList<>();
        try (Consumer<String, T> consumer =
                kafka.consumer(topic, new StringDeserializer(), new AvroDeserializer<>(registry, type), Map.of())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() - deadline < 0 && (records.isEmpty() || !until.test(last(records)))) {
                for (ConsumerRecord<String, T> message : consumer.poll(Duration.ofMillis(100))) {
                    if (records.isEmpty() || !until.test(last(records))) {
                        records.add(message.value());
                    }
                }
            }
        }
        return records;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private Outcome outcome(int index, int size, String treatment, byte[] png) {
        String id = "t-" + index;
        Object result = treatment.equals("not sampled")
                ? new Failure("sampling", "no finite numbers")
                : new Picture(
                        ByteBuffer.wrap(png),
                        ByteBuffer.allocate(0),
                        1,
                        1,
                        new Location(names.trajectories(), 0, (long) index, id, "0".repeat(64)));
        return Outcome.newBuilder()
                .setTrajectoryId(id)
                .setRequestId("r-" + index / 4)
                .setIndexInRequest(index % 4)
                .setIteration(0)
                .setIterationSize(size)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(0)
                .setPrompt("a fox")
                .setMetadata(metadata(id, index, treatment))
                .setSeed(index)
                .setSampler("sampler-1")
                .setResult(result)
                .build();
    }

    /** For a server that is sent metadata, and in a question for one that is not, which is right about every other. */
    private static Map<String, String> metadata(String id, int index, String treatment) {
        String number = Integer.toString(index + 1);
        return Map.of(
                "as",
                treatment,
                "score",
                number,
                "questions",
                StandInRewardServer.question(id, treatment, number),
                "answers",
                index % 2 == 0 ? number : "none");
    }
}
