package io.ddpo.rewards.topology;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerde;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.specification.ReplayedIterations;
import io.ddpo.schemas.specification.ScoredSamples;
import io.ddpo.schemas.topics.RunNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The topology of a run's rewards. Samples are scored in as many tasks as they have partitions; their rewards meet in
 * one topic of one partition, hence in one task, where barrier and tracker are.
 *
 * <pre>
 * samples → read-outcomes → drop-duplicates → score → rewards           a reward that is computed here, or
 * scores → read-scores → drop-duplicates → take-scores → rewards       one that scorers compute
 * rewards → read-rewards → barrier → advantages
 *                          barrier → close-evaluations → metrics      samples that are never trained on
 * </pre>
 *
 * <p>A replay has no training samples of its own. It takes the samples of another run to be scored beside those of its
 * evaluations, or the rewards that they have:
 *
 * <pre>
 * samples, samples of the other run → read-outcomes → replay-outcomes → drop-duplicates → …
 * rewards of the other run → read-replayed-rewards → replay-rewards → rewards
 * </pre>
 *
 * <p>What cannot be read, scored or used goes to the dead letters. Each half has a sink of its own for them: a common
 * one would tie the halves into one, and there would be as many barriers as samples have partitions.
 */
public final class RewardTopology {
    static final String SAMPLES = "samples";
    static final String READ_OUTCOMES = "read-outcomes";
    static final String DROP_DUPLICATES = "drop-duplicates";
    static final String SCORE = "score";
    static final String SCORES = "scores";
    static final String READ_SCORES = "read-scores";
    static final String TAKE_SCORES = "take-scores";
    static final String REWARDS = "rewards";
    static final String DEAD_OUTCOMES = "dead-outcomes";
    static final String SCORED = "scored";
    static final String READ_REWARDS = "read-rewards";
    static final String BARRIER = "barrier";
    static final String ADVANTAGES = "advantages";
    static final String CLOSE_EVALUATIONS = "close-evaluations";
    static final String EVALUATED = "metrics";
    static final String DEAD_REWARDS = "dead-rewards";
    static final String REPLAY_OUTCOMES = "replay-outcomes";
    static final String REPLAYED = "replayed";
    static final String READ_REPLAYED_REWARDS = "read-replayed-rewards";
    static final String REPLAY_REWARDS = "replay-rewards";
    static final String REPLAYED_REWARDS = "replayed-rewards";
    static final String DEAD_REPLAYED_REWARDS = "dead-replayed-rewards";

    /** The iterations of a replay may lie before each other as they like: none of their ids is forgotten. */
    private static final int NEVER_LATE = Integer.MAX_VALUE;

    private final Topology topology = new Topology();
    private final RunSpecification run;
    private final RunNames topics;
    private final SchemaRegistry registry;
    private final Operation operation;
    private final ScoredSamples samples;

    private RewardTopology(RunSpecification run, SchemaRegistry registry, Operation operation) {
        this.run = run;
        this.topics = new RunNames(run.getRun());
        this.registry = registry;
        this.operation = operation;
        this.samples = ScoredSamples.of(run);
    }

    /**
     * Builds the topology. Connects to nothing; the same arguments give the same topology.
     *
     * @param run what the run is
     * @param registry of the schemas of all records, those of changelog topics included
     * @param inline the reward of the run, if it is computed here; else scorers compute it
     * @param guards which evaluations are scored by, too
     * @param beginning recent rewards by prompt, oldest first, that the tracker remembers before the first iteration;
     *     asked for on the thread that closes it
     */
    public static Topology build(
            RunSpecification run,
            SchemaRegistry registry,
            Optional<RewardFunction> inline,
            Guards guards,
            Supplier<Map<String, List<Double>>> beginning,
            Operation operation) {
        RewardTopology parts = new RewardTopology(run, registry, operation);
        inline.ifPresentOrElse(reward -> parts.addScoring(reward, new LookAtEvaluations(guards)), parts::addScores);
        run.getReplay().filter(replay -> !replay.getRescored()).ifPresent(parts::addReplayedRewards);
        parts.addBarrier(beginning);
        parts.addEvaluations();
        return parts.topology;
    }

    /** Where Kafka Streams keeps which iteration is the next to close: there from the first start on. */
    public static String progressTopic(RunNames run) {
        return run.rewardStreamsApplication() + "-" + Stores.PROGRESS + "-changelog";
    }

    private void addScoring(RewardFunction reward, LookAtEvaluations look) {
        RewardMetrics metrics = operation.metrics();
        DeadLetters deadLetters = new DeadLetters(DEAD_OUTCOMES, operation.worker(), metrics);
        String outcomes = addOutcomes(deadLetters);
        topology.addProcessor(DROP_DUPLICATES, this.<Outcome>dropDuplicates(SampleId::of), outcomes);
        topology.addProcessor(
                SCORE,
                () -> new ScoreOutcomes(run.getReward().getName(), reward, look, deadLetters, metrics),
                DROP_DUPLICATES);
        sink(REWARDS, topics.rewards(), Reward.class, SCORE);
        sink(DEAD_OUTCOMES, topics.deadLetters(), DeadLetter.class, READ_OUTCOMES, SCORE);
    }

    private void addScores() {
        RewardMetrics metrics = operation.metrics();
        DeadLetters deadLetters = new DeadLetters(DEAD_OUTCOMES, operation.worker(), metrics);
        source(SCORES, topics.scores());
        topology.addProcessor(
                READ_SCORES, () -> new Decode<>(reader(Reward.class), deadLetters, DROP_DUPLICATES), SCORES);
        topology.addProcessor(DROP_DUPLICATES, this.<Reward>dropDuplicates(SampleId::of), READ_SCORES);
        topology.addProcessor(TAKE_SCORES, () -> new TakeScores(deadLetters, metrics), DROP_DUPLICATES);
        sink(REWARDS, topics.rewards(), Reward.class, TAKE_SCORES);
        sink(DEAD_OUTCOMES, topics.deadLetters(), DeadLetter.class, READ_SCORES, TAKE_SCORES);
    }

    private <T> ProcessorSupplier<String, T, String, T> dropDuplicates(Function<T, SampleId> id) {
        int staleness = samples.areReplayed() ? NEVER_LATE : run.getStaleness();
        return with(() -> new DropDuplicates<>(id, staleness, operation.metrics()), Stores.seenOutcomes());
    }

    /** @return the processor whose child takes the outcomes to be scored */
    private String addOutcomes(DeadLetters deadLetters) {
        source(SAMPLES, samples.topics().toArray(String[]::new));
        String next = samples.areReplayed() ? REPLAY_OUTCOMES : DROP_DUPLICATES;
        topology.addProcessor(READ_OUTCOMES, () -> new Decode<>(reader(Outcome.class), deadLetters, next), SAMPLES);
        if (!samples.areReplayed()) {
            return READ_OUTCOMES;
        }
        topology.addProcessor(REPLAY_OUTCOMES, () -> new ReplayOutcomes(samples), READ_OUTCOMES);
        return REPLAY_OUTCOMES;
    }

    private void addReplayedRewards(Replay replay) {
        DeadLetters deadLetters = new DeadLetters(DEAD_REPLAYED_REWARDS, operation.worker(), operation.metrics());
        source(REPLAYED, new RunNames(replay.getRun()).rewards());
        topology.addProcessor(
                READ_REPLAYED_REWARDS, () -> new Decode<>(reader(Reward.class), deadLetters, REPLAY_REWARDS), REPLAYED);
        ReplayedIterations iterations = ReplayedIterations.of(replay);
        topology.addProcessor(REPLAY_REWARDS, () -> new ReplayRewards(iterations), READ_REPLAYED_REWARDS);
        sink(REPLAYED_REWARDS, topics.rewards(), Reward.class, REPLAY_REWARDS);
        sink(DEAD_REPLAYED_REWARDS, topics.deadLetters(), DeadLetter.class, READ_REPLAYED_REWARDS);
    }

    private void addBarrier(Supplier<Map<String, List<Double>>> beginning) {
        RewardMetrics metrics = operation.metrics();
        DeadLetters deadLetters = new DeadLetters(DEAD_REWARDS, operation.worker(), metrics);
        source(SCORED, topics.rewards());
        topology.addProcessor(READ_REWARDS, () -> new Decode<>(reader(Reward.class), deadLetters, BARRIER), SCORED);
        topology.addProcessor(
                BARRIER,
                with(
                        () -> new Barrier(run, beginning, operation.overdueAfter(), deadLetters, metrics),
                        Stores.openRewards(new AvroSerde<>(registry, Reward.class)),
                        Stores.rememberedRewards(),
                        Stores.progress()),
                READ_REWARDS);
        sink(ADVANTAGES, topics.advantages(), AdvantageEntry.class, BARRIER);
        sink(DEAD_REWARDS, topics.deadLetters(), DeadLetter.class, READ_REWARDS, BARRIER);
    }

    private void addEvaluations() {
        topology.addProcessor(
                CLOSE_EVALUATIONS,
                with(
                        () -> new CloseEvaluations(run, operation.metrics()),
                        Stores.openEvaluations(new AvroSerde<>(registry, Reward.class)),
                        Stores.closedEvaluations()),
                BARRIER);
        sink(EVALUATED, topics.metrics(), Metric.class, CLOSE_EVALUATIONS);
    }

    private void source(String name, String... from) {
        topology.addSource(
                AutoOffsetReset.earliest(), name, new StringDeserializer(), new ByteArrayDeserializer(), from);
    }

    private <T extends SpecificRecord> AvroDeserializer<T> reader(Class<T> type) {
        return new AvroDeserializer<>(registry, type);
    }

    private <T extends SpecificRecord> void sink(String name, String topic, Class<T> type, String... parents) {
        topology.addSink(name, topic, new StringSerializer(), new AvroSerializer<>(registry, type), parents);
    }

    private static <I, O> ProcessorSupplier<String, I, String, O> with(
            ProcessorSupplier<String, I, String, O> processors, StoreBuilder<?>... stores) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, I, String, O> get() {
                return processors.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(stores);
            }
        };
    }
}
