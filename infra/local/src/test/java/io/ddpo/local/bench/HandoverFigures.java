package io.ddpo.local.bench;

import io.ddpo.learner.SimulatedLearner;
import io.ddpo.learner.SimulatedLearner.Published;
import io.ddpo.sampler.Simulation;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the learner's commit to the last sampler at work with the new weights, beside a bare copy of as many bytes over the
 * same broker: the figures of {@code docs/results.md}. Run by hand, because it takes minutes.
 *
 * <p>The learner's chunks, transactions and pruning are its own, and so is all that a sampler does but its model. Every
 * sampler takes one request of each version, since each waits in it for the last.
 */
class HandoverFigures {
    /** For the samplers to be idle again, as they are while a learner trains. */
    private static final long REST_MS = 300;

    private static final int PICTURE = 64;

    /** Versions that are kept. */
    private static final int KEPT = 3;

    @TempDir
    private Path temp;

    private final SchemaRegistry registry = new MemorySchemaRegistry();

    /**
     * Seconds of one version.
     *
     * @param published the learner's chunks
     * @param written as many bytes by a bare producer
     * @param handedOver from the commit until the last sampler was at work
     * @param read as many bytes by as many bare consumers at once
     */
    private record Times(double published, double written, double handedOver, double read) {}

    /** Adapters of rank 4 of Stable Diffusion. */
    @Test
    void adapters() throws Exception {
        measure(
                "adapters",
                Long.getLong("handover.bytes", 3_200_000),
                Figure.number("handover.versions", 50),
                Figure.number("handover.samplers", 8),
                Figure.number("handover.warmup", 10));
    }

    /** Its whole UNet. */
    @Test
    void wholeModel() throws Exception {
        measure(
                "whole model",
                Long.getLong("handover.bytes", 3_400_000_000L),
                Figure.number("handover.versions", 5),
                Figure.number("handover.samplers", 2),
                Figure.number("handover.warmup", 1));
    }

    private void measure(String what, long bytes, int versions, int samplers, int warmUp) throws Exception {
        Figure.requireBothCompilers();
        RunSpecification run = specification(samplers, warmUp + versions);
        RunNames names = new RunNames(run.getRun());
        try (BrokerProcess broker = BrokerProcess.start(temp);
                BareCopy bare = new BareCopy(broker.clients("bare"), samplers);
                SimulatedLearner learner = new SimulatedLearner(broker.clients("learner"), registry, run, temp)) {
            Arrivals arrivals = new Arrivals(samplers);
            SimulatedWeights weights = new SimulatedWeights(bytes);
            KafkaClients kafka = broker.clients("figures");
            List<Times> all = new ArrayList<>();
            try (SamplerFleet fleet = SamplerFleet.start(
                    samplers,
                    new Simulation(Duration.ZERO, PICTURE, arrivals),
                    run.getRun(),
                    broker.bootstrapServers())) {
                for (int version = 0; version < warmUp + versions; version++) {
                    Times times = next(learner, weights, arrivals, bare.copy(weights.bytes()));
                    while (LogSize.of(kafka, names.samples()).records() < (version + 1L) * samplers) {
                        fleet.requireAll();
                        Utils.sleep(REST_MS);
                    }
                    Utils.sleep(REST_MS);
                    Figure.say(
                            "%s version %d%s: published %.3f s (bare %.3f s), handed over %.3f s (bare %.3f s), log %.0f MB",
                            what,
                            version,
                            version < warmUp ? ", to warm up" : "",
                            times.published(),
                            times.written(),
                            times.handedOver(),
                            times.read(),
                            LogSize.of(kafka, names.weights()).bytes() / 1e6);
                    if (version >= warmUp) {
                        all.add(times);
                    }
                }
            }
            report(what, weights.bytes(), samplers, all);
        }
    }

    private static Times next(
            SimulatedLearner learner, SimulatedWeights weights, Arrivals arrivals, BareCopy.Times bare)
            throws Exception {
        weights.change();
        long start = System.nanoTime();
        Published published = learner.publish(weights);
        long commit = System.nanoTime();
        learner.commit(published);
        long last = arrivals.last(published.version());
        return new Times((commit - start) / 1e9, bare.written(), (last - commit) / 1e9, bare.read());
    }

    private static void report(String what, long bytes, int samplers, List<Times> all) {
        Figure.say(
                "%s, %.1f MB, %d samplers, %d versions: median and worst in seconds",
                what, bytes / 1e6, samplers, all.size());
        row("chunks published", all, Times::published);
        row("bare producer", all, Times::written);
        row("commit to the last sampler", all, Times::handedOver);
        row("bare consumers", all, Times::read);
        row("both, of the log", all, times -> times.published() + times.handedOver());
        row("both, bare", all, times -> times.written() + times.read());
    }

    private static void row(String name, List<Times> all, ToDoubleFunction<Times> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        Figure.say("%-28s %8.3f %8.3f", name, median, sorted[sorted.length - 1]);
    }

    private static RunSpecification specification(int samplers, int versions) {
        SamplingSettings sampling = new SamplingSettings(2, 1.0, 5.0, 1, LatentDtype.FLOAT16);
        return BenchRun.specification("handover", sampling, samplers)
                .setIterations(versions + 1)
                .setRetention(new RetentionSettings(KEPT, 0, 2))
                .build();
    }
}
