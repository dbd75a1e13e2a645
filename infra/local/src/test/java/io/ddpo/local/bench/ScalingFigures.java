package io.ddpo.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.learner.SimulatedLearner;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.CurveChart.Point;
import io.ddpo.sampler.Simulation;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What samplers on Stable Diffusion write together, their GPUs replaced by the time that they take, beside what the broker
 * takes from Kafka's own performance test: the figures of {@code docs/results.md}. Run by hand, because it takes minutes.
 *
 * <p>Loop, share group, encoding and publishing are those of the sampler. All samplers share one JVM, and this machine with
 * the broker.
 */
class ScalingFigures {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration CLOSER_LOOK = Duration.ofMillis(200);
    private static final double MB = 1e6;

    private final int steps = Figure.number("scaling.steps", 50);
    private final int batch = Figure.number("scaling.batch", 4);
    private final int requests = Figure.number("scaling.requests", 8);
    private final int toolRecords = Figure.number("scaling.tool.records", 1_000);
    private final LatentDtype dtype = LatentDtype.valueOf(Figure.text("scaling.dtype", "FLOAT16"));

    /** Seconds a sample takes on a GPU, with the pixels of a picture's side behind a colon. */
    private final List<Series> all = Arrays.stream(
                    Figure.text("scaling.series", "2:512,0.5:64").split(",", -1))
            .map(Series::of)
            .toList();

    private final double[] samplers = Figure.numbers("scaling.samplers", "1,2,4,8,16,32");

    @TempDir
    private Path temp;

    private final SchemaRegistry registry = new MemorySchemaRegistry();

    /**
     * Samplers that are alike.
     *
     * @param picture side of the pictures; encoding one of 512 takes more of the processor than all else
     */
    private record Series(double seconds, int picture) {
        static Series of(String text) {
            String[] parts = text.split(":", 2);
            return new Series(Double.parseDouble(parts[0]), Integer.parseInt(parts[1]));
        }

        String label() {
            return String.format(Locale.ROOT, "%.1f s a sample, %d²", seconds, picture);
        }
    }

    /** What so many samplers did. */
    private record Level(int samplers, double samplesPerSecond, double bytesPerSecond) {}

    @Test
    void samplersWriteAsMuchAsTheirNumber() throws Exception {
        Figure.requireBothCompilers();
        try (BrokerProcess broker = BrokerProcess.start(temp)) {
            double limit = limit(broker);
            List<Curve> curves = new ArrayList<>();
            for (Series series : all) {
                Figure.say("%s", series.label());
                List<Level> levels = new ArrayList<>();
                for (double count : samplers) {
                    levels.add(level(broker, (int) count, series, levels));
                }
                curves.add(curve(series.label(), levels));
                curves.add(curve(
                        "linear",
                        levels.stream().map(level -> linear(level, levels)).toList()));
            }
            limit = Math.max(limit, limit(broker));
            draw(curves, limit);
        }
    }

    /** The most that the tool's producers write, of several numbers of them. */
    private double limit(BrokerProcess broker) throws Exception {
        int recordBytes = Simulation.latentBytes(steps, dtype);
        double most = 0;
        for (int producers : new int[] {1, 2, 4}) {
            try (TemporaryTopic topic = TemporaryTopic.create(broker.clients("tool"), "tool", 4)) {
                double bytes = new ProducerTool(broker.bootstrapServers(), topic.name(), temp, recordBytes)
                        .bytesPerSecond(producers, toolRecords / producers);
                Figure.say(
                        "kafka-producer-perf-test, %d at once, records of %.2f MB: %.0f MB/s",
                        producers, recordBytes / MB, bytes / MB);
                most = Math.max(most, bytes);
            }
        }
        return most;
    }

    private Level level(BrokerProcess broker, int count, Series series, List<Level> before) throws Exception {
        RunSpecification run = BenchRun.specification(
                        "scaling-%d-%d-%d".formatted(Math.round(1000 * series.seconds()), series.picture(), count),
                        new SamplingSettings(steps, 1.0, 5.0, batch, dtype),
                        2 * batch * count * (requests + 8))
                .build();
        KafkaClients kafka = broker.clients("figures");
        try (SimulatedLearner learner = new SimulatedLearner(broker.clients("learner"), registry, run, temp)) {
            learner.commit(learner.publish(new SimulatedWeights(Float.BYTES)));
        }
        RunNames names = new RunNames(run.getRun());
        BatchTimes times = new BatchTimes();
        try (Consumer<String, Metric> metrics = kafka.consumer(
                "metrics", new StringDeserializer(), new AvroDeserializer<>(registry, Metric.class), Map.of())) {
            TopicPartition partition = new TopicPartition(names.metrics(), 0);
            metrics.assign(List.of(partition));
            metrics.seekToBeginning(List.of(partition));
            Duration each = Duration.ofMillis(Math.round(1000 * series.seconds()));
            Cores cores;
            Instant begin;
            Instant deadline = Instant.now().plus(LONGEST);
            try (SamplerFleet fleet = SamplerFleet.start(
                    count,
                    new Simulation(each, series.picture(), request -> {}),
                    run.getRun(),
                    broker.bootstrapServers())) {
                while (times.samplers(1) < count) {
                    follow(metrics, times, fleet, deadline);
                }
                begin = times.allAtWork();
                cores = Cores.now(broker);
                while (times.fewestSince(begin) <= requests) {
                    follow(metrics, times, fleet, deadline);
                }
                cores = cores.until(Cores.now(broker));
            }
            long end = metrics.endOffsets(List.of(partition)).get(partition);
            while (metrics.position(partition) < end) {
                metrics.poll(CLOSER_LOOK).forEach(message -> times.add(message.value()));
            }
            return report(
                    kafka, names, times, begin, cores, new Level(count, times.samplesPerSecond(begin), 0), before);
        } finally {
            TemporaryTopic.deleteAll(kafka, names.prefix());
        }
    }

    private static void follow(
            Consumer<String, Metric> metrics, BatchTimes times, SamplerFleet fleet, Instant deadline) {
        fleet.requireAll();
        assertThat(Instant.now()).as("time in which every sampler answers").isBefore(deadline);
        metrics.poll(CLOSER_LOOK).forEach(message -> times.add(message.value()));
    }

    private Level report(
            KafkaClients kafka,
            RunNames names,
            BatchTimes times,
            Instant begin,
            Cores cores,
            Level measured,
            List<Level> before)
            throws Exception {
        LogSize trajectories = LogSize.of(kafka, names.trajectories());
        LogSize outcomes = LogSize.of(kafka, names.samples());
        assertThat(trajectories.records()).as("one trajectory for each outcome").isEqualTo(outcomes.records());
        assertThat((double) outcomes.records()).as("outcomes").isEqualTo(times.total("samples"));
        double bytes = measured.samplesPerSecond() * (trajectories.bytesEach() + outcomes.bytesEach());
        Level level = new Level(measured.samplers(), measured.samplesPerSecond(), bytes);
        Level first = before.isEmpty() ? level : before.get(0);
        Figure.say(
                "%2d samplers: %6.2f samples/s, %5.1f%% of linear, %5.1f MB/s (trajectory %.2f MB, outcome %.2f MB);"
                        + " of a batch model %.2f s, publishing %.2f s; cores: samplers %.2f, broker %.2f",
                level.samplers(),
                level.samplesPerSecond(),
                100 * level.samplesPerSecond() / linear(level, List.of(first)).samplesPerSecond(),
                bytes / MB,
                trajectories.bytesEach() / MB,
                outcomes.bytesEach() / MB,
                times.mean("modelSeconds", begin),
                times.mean("publishSeconds", begin),
                cores.here(),
                cores.broker());
        return level;
    }

    /** As many as there are times what the fewest did. */
    private static Level linear(Level level, List<Level> levels) {
        Level first = levels.get(0);
        double times = (double) level.samplers() / first.samplers();
        return new Level(level.samplers(), times * first.samplesPerSecond(), times * first.bytesPerSecond());
    }

    private static Curve curve(String label, List<Level> levels) {
        return new Curve(
                label,
                levels.stream()
                        .map(level -> point(level.samplers(), level.bytesPerSecond()))
                        .toList());
    }

    private static Point point(double samplers, double bytesPerSecond) {
        return new Point(samplers, bytesPerSecond / MB, bytesPerSecond / MB, bytesPerSecond / MB);
    }

    private void draw(List<Curve> curves, double limit) throws Exception {
        List<Curve> drawn = new ArrayList<>(curves);
        List<Point> ends = curves.get(0).points();
        drawn.add(new Curve(
                "Kafka's own tool",
                List.of(
                        point(ends.get(0).x(), limit),
                        point(
                                ends.stream()
                                        .max(Comparator.comparing(Point::x))
                                        .orElseThrow()
                                        .x(),
                                limit))));
        Figure.draw(
                "scaling",
                drawn,
                "Samplers beside one broker",
                String.format(
                        Locale.ROOT,
                        "Trajectories of %d steps with their pictures; Kafka's own performance test writes %.0f MB/s",
                        steps,
                        limit / MB),
                "Samplers",
                "MB/s written");
    }
}
