package io.ddpo.rewards.topology;

import io.ddpo.rewards.evaluation.EvaluationCloser;
import io.ddpo.rewards.guard.Sketch;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the rewards of an evaluation back until all of them are there, then writes what they show, once for each
 * version. That of version 0 closes first, since the others are compared with it.
 */
final class CloseEvaluations extends ContextualProcessor<String, Reward, String, SpecificRecord> {
    private static final Logger log = LoggerFactory.getLogger(CloseEvaluations.class);

    private final String run;
    private final EvaluationCloser closer;
    private final RewardMetrics metrics;
    private OpenEvaluations open;

    CloseEvaluations(RunSpecification run, RewardMetrics metrics) {
        this.run = run.getRun();
        this.closer = new EvaluationCloser(run);
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        super.init(context);
        open = new OpenEvaluations(
                context.getStateStore(Stores.OPEN_EVALUATIONS), context.getStateStore(Stores.CLOSED_EVALUATIONS));
    }

    @Override
    public void process(Record<String, Reward> message) {
        Reward reward = sound(message.value());
        if (!open.add(reward)) {
            metrics.duplicate(Stage.EVALUATION);
            return;
        }
        closeIfComplete(reward.getPolicyVersion(), message);
        if (reward.getPolicyVersion() == 0) {
            open.versions().forEach(version -> closeIfComplete(version, message));
        }
    }

    /** The topic is open to rewards of others; what is no sketch cannot be compared. */
    private static Reward sound(Reward reward) {
        boolean isSketch = reward.getSketch()
                .filter(sketch -> sketch.remaining() == Sketch.BYTES)
                .isPresent();
        return isSketch ? reward : Reward.newBuilder(reward).setSketch(null).build();
    }

    private void closeIfComplete(int version, Record<String, Reward> latest) {
        List<Reward> rewards = open.of(version);
        List<Reward> base = version == 0 ? rewards : open.base();
        if (!base.isEmpty() && rewards.size() == rewards.get(0).getIterationSize()) {
            close(version, rewards, base, latest);
        }
    }

    private void close(int version, List<Reward> rewards, List<Reward> base, Record<String, Reward> latest) {
        List<Metric> figures = closer.close(rewards, base, Instant.ofEpochMilli(latest.timestamp()));
        for (Metric metric : figures) {
            context()
                    .forward(
                            new Record<>(metric.getSeries(), metric, latest.timestamp(), latest.headers()),
                            RewardTopology.EVALUATED);
        }
        open.close(version, rewards);
        log.atInfo()
                .addKeyValue("run", run)
                .addKeyValue("policyVersion", version)
                .log("Evaluation closed: {} samples", rewards.size());
        context().commit(); // the learner may wait for it
    }
}
