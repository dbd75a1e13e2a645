package io.ddpo.rewards.topology;

import io.ddpo.rewards.advantage.IterationCloser;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the rewards of an iteration back until all of them are there, then closes it: advantages and the closing record.
 * Iterations close in order, from 0, so that the tracker sees them in one order whatever arrives when. Everything that
 * decides content lies in the stores; time only decides when an overdue iteration is reported.
 */
final class Barrier extends ContextualProcessor<String, Reward, String, SpecificRecord> {
    private static final Logger log = LoggerFactory.getLogger(Barrier.class);
    private static final String NEXT = "next";

    private final RunSpecification run;
    private final Supplier<Map<String, List<Double>>> beginning;
    private final IterationCloser closer;
    private final DeadLetters deadLetters;
    private final RewardMetrics metrics;
    private final OverdueWatch watch;
    private KeyValueStore<String, Integer> progress;
    private KeyValueStore<String, List<Double>> remembered;
    private OpenRewards open;

    /** @param beginning what the tracker remembers before the first iteration */
    Barrier(
            RunSpecification run,
            Supplier<Map<String, List<Double>>> beginning,
            Duration overdueAfter,
            DeadLetters deadLetters,
            RewardMetrics metrics) {
        this.run = run;
        this.beginning = beginning;
        this.closer = new IterationCloser(run.getAdvantages());
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.watch = new OverdueWatch(overdueAfter);
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        super.init(context);
        progress = context.getStateStore(Stores.PROGRESS);
        remembered = context.getStateStore(Stores.REMEMBERED_REWARDS);
        open = new OpenRewards(context.getStateStore(Stores.OPEN_REWARDS));
        context.schedule(watch.interval(), PunctuationType.WALL_CLOCK_TIME, this::reportOverdue);
        metrics.waiting(next(), open.size());
    }

    @Override
    public void process(Record<String, Reward> message) {
        Reward reward = message.value();
        if (reward.getPurpose() != Purpose.TRAIN) {
            passOn(message);
        } else if (reward.getIteration() < next()) {
            metrics.late(Stage.BARRIER);
        } else if (reward.getIterationSize() != run.getSamplesPerIteration()) {
            refuse(message, "samplesPerIteration", run.getSamplesPerIteration());
        } else if (!open.add(reward)) {
            metrics.duplicate(Stage.BARRIER);
        } else {
            closeWhatIsComplete(message);
        }
    }

    /** Nothing is trained on an evaluation, and no iteration waits for it. */
    private void passOn(Record<String, Reward> message) {
        EvaluationSettings evaluation = run.getEvaluation();
        int size = evaluation.getPrompts().size() * evaluation.getSeedsPerPrompt();
        if (message.value().getIterationSize() == size) {
            context().forward(message, RewardTopology.CLOSE_EVALUATIONS);
        } else {
            refuse(message, "evaluation.prompts · evaluation.seedsPerPrompt", size);
        }
    }

    private void closeWhatIsComplete(Record<String, Reward> latest) {
        int size = run.getSamplesPerIteration();
        while (open.size(next()) == size) {
            close(open.of(next()), latest);
        }
        metrics.waiting(next(), open.size());
    }

    private void close(List<Reward> rewards, Record<String, Reward> latest) {
        int iteration = next();
        if (progress.get(NEXT) == null) {
            beginning.get().forEach(remembered::put);
        }
        IterationCloser.Closing closing = closer.close(iteration, rewards, this::remembered);
        for (AdvantageEntry entry : closing.entries()) {
            context()
                    .forward(
                            new Record<>(Keys.iteration(iteration), entry, latest.timestamp(), latest.headers()),
                            RewardTopology.ADVANTAGES);
        }
        closing.remembered().forEach(remembered::put);
        open.remove(iteration, rewards);
        progress.put(NEXT, iteration + 1);
        watch.closed();
        metrics.closed();
        log.atInfo()
                .addKeyValue("run", run.getRun())
                .addKeyValue("iteration", iteration)
                .addKeyValue("policyVersion", closing.closed().getPolicyVersion())
                .log(
                        "Iteration closed: {} advantages, {} failures",
                        closing.entries().size() - 1,
                        closing.closed().getFailures().size());
        context().commit(); // the learner waits for it
    }

    private void reportOverdue(long now) {
        long received = open.size(next());
        Duration open = watch.openFor(now, received > 0);
        metrics.openFor(open);
        if (watch.isOverdue(open)) {
            log.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("iteration", next())
                    .log(
                            "Iteration is overdue: open for {} s, {} of {} rewards are there",
                            open.toSeconds(),
                            received,
                            run.getSamplesPerIteration());
        }
    }

    private void refuse(Record<String, Reward> message, String setting, int expected) {
        String reason = "iterationSize: expected %s (%d), found %d"
                .formatted(setting, expected, message.value().getIterationSize());
        deadLetters.send(context(), message, Stage.BARRIER, reason, null);
    }

    private int next() {
        Integer next = progress.get(NEXT);
        return next == null ? 0 : next;
    }

    private List<Double> remembered(String prompt) {
        List<Double> rewards = remembered.get(prompt);
        return rewards == null ? List.of() : rewards;
    }
}
