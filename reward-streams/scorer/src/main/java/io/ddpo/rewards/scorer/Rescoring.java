package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.kafka.KafkaClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has another reward judge the pictures that a run has made so far, into a topic of its own. Nothing of the run itself is
 * touched. What is in that topic already is not asked about again, so that it goes on where it was interrupted.
 */
public final class Rescoring {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int ATTEMPTS = 4;

    /** Large enough for a model that computes in batches, small enough to lose little. */
    private static final int BATCH = 16;

    /** Batches under way and waiting, for each call at once: the samples come in turn, and so do the results. */
    private static final int WINDOW = 3;

    private static final Logger log = LoggerFactory.getLogger(Rescoring.class);

    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final Rewards rewards;
    private final RunSpecification run;
    private final RunNames names;

    /** Hears how it goes. */
    @FunctionalInterface
    public interface Listener {
        /** Every record of the topic of the scores, old and new. */
        void scored(Reward reward);

        /** Once, before the first: how many there will be at most, since a sample may be in the log twice. */
        default void begun(long atMost) {}
    }

    /** Connects to nothing yet. */
    public Rescoring(KafkaClients kafka, SchemaRegistry registry, Rewards rewards, RunSpecification run) {
        this.kafka = kafka;
        this.registry = registry;
        this.rewards = rewards;
        this.run = run;
        this.names = new RunNames(run.getRun());
    }

    /**
     * Scores what is there at the start, in the order of the samples' partitions.
     *
     * @param reward which one, with parameters
     * @param label under which its topic is found, {@link RunNames#scores(String)}
     * @param concurrency calls at once, at least 1
     * @throws IllegalArgumentException with one sentence if the reward cannot be opened for this run
     */
    public void score(RewardSettings reward, String label, int concurrency, Listener listener)
            throws InterruptedException {
        OpenReward open = OpenReward.of(rewards, reward.getName(), reward.getParameters(), run);
        try (Admin admin = kafka.admin("rescoring")) {
            Topics.create(admin, List.of(TopicCatalogue.scores(names, label)));
        }
        Limits limits = new Limits(concurrency, OptionalDouble.empty(), CALL_TIMEOUT, ATTEMPTS, PATIENCE);
        Time time = Time.system();
        ExecutorService asking = Executors.newFixedThreadPool(concurrency);
        try (var function = open.function();
                var samples = kafka.consumer(
                        "samples",
                        new StringDeserializer(),
                        new AvroDeserializer<>(registry, Outcome.class),
                        Map.of());
                var results = new Results(names, names.scores(label), producer(), registry)) {
            SampleLog all = new SampleLog(samples, names.samples());
            listener.begun(all.records());
            all.passOver(before(label, listener));
            PersistentReward scoring = new PersistentReward(
                    function, limits, new Gate(limits, time), time, new CallMetrics(new SimpleMeterRegistry(), label));
            new Work(reward.getName(), scoring, asking, results, listener)
                    .run(all, Math.min(BATCH, open.atOnce()), WINDOW * concurrency);
        } finally {
            asking.shutdownNow();
        }
    }

    private Producer<String, byte[]> producer() {
        return kafka.producer("rescoring", new StringSerializer(), new ByteArraySerializer(), Map.of());
    }

    /** The ids that have a record already. */
    private Set<String> before(String label, Listener listener) {
        Set<String> ids = new HashSet<>();
        TopicPartition partition = new TopicPartition(names.scores(label), 0);
        try (var scores = kafka.consumer(
                "scores", new StringDeserializer(), new AvroDeserializer<>(registry, Reward.class), Map.of())) {
            scores.assign(List.of(partition));
            scores.seekToBeginning(List.of(partition));
            long end = scores.endOffsets(List.of(partition)).get(partition);
            while (scores.position(partition) < end) {
                read(scores).stream()
                        .filter(score -> ids.add(score.getTrajectoryId()))
                        .forEach(listener::scored);
            }
        }
        return ids;
    }

    /** Some more scores; the topic is open to others, and what is none is passed over. */
    private static List<Reward> read(Consumer<String, Reward> scores) {
        try {
            List<Reward> some = new ArrayList<>();
            scores.poll(POLL)
                    .forEach(message -> Optional.ofNullable(message.value()).ifPresent(some::add));
            return some;
        } catch (RecordDeserializationException e) {
            log.atWarn()
                    .addKeyValue("topic", e.topicPartition().topic())
                    .addKeyValue("partition", e.topicPartition().partition())
                    .addKeyValue("offset", e.offset())
                    .log("Passed over what is no score: {}", Unreadable.stepOver(scores, e));
            return List.of();
        }
    }

    /** Batches on their way, oldest first. */
    private record Work(
            String reward, PersistentReward scoring, ExecutorService asking, Results results, Listener listener) {

        private record Asked(Batch batch, Future<List<Verdict>> verdicts) {}

        void run(SampleLog all, int batch, int window) throws InterruptedException {
            Deque<Asked> underWay = new ArrayDeque<>();
            while (!all.isAtEnd()) {
                List<Batch.Entry> entries = all.next();
                for (int from = 0; from < entries.size(); from += batch) {
                    underWay.add(ask(entries.subList(from, Math.min(entries.size(), from + batch))));
                    if (underWay.size() >= window) {
                        end(underWay.remove());
                    }
                }
            }
            while (!underWay.isEmpty()) {
                end(underWay.remove());
            }
        }

        private Asked ask(List<Batch.Entry> entries) {
            Batch batch = new Batch(entries, List.of());
            boolean asked = !batch.samples().isEmpty();
            return new Asked(batch, asking.submit(() -> asked ? scoring.score(batch.samples()) : List.of()));
        }

        private void end(Asked asked) throws InterruptedException {
            List<Reward> rewards;
            try {
                rewards = asked.batch().rewards(reward, asked.verdicts().get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("reward " + reward + ": " + e.getCause(), e.getCause());
            }
            results.publish(rewards, List.of());
            rewards.forEach(listener::scored);
        }
    }
}
