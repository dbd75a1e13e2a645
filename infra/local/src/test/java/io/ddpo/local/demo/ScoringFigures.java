package io.ddpo.local.demo;

import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.demo.StandInRewardServer.Call;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast samples are scored, on a broker in this JVM: the figures of {@code docs/results.md}. Run by hand, because it takes
 * minutes. What is compared is measured in one run, in CPU time of threads where the machine may have other work.
 */
class ScoringFigures {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int PROMPTS = 45;

    /** Samples of an iteration: one for each update. */
    private static final int FEWEST = 2;

    @TempDir
    static Path temp;

    private static EmbeddedBroker broker;
    private static SchemaRegistry registry;
    private static KafkaClients kafka;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        registry = new MemorySchemaRegistry();
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers()), "test");
        kafka = new KafkaClients("figures", settings, meters -> {});
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @RepeatedTest(3)
    void jpegOfLargePictures(RepetitionInfo time) throws Exception {
        jpeg("large-" + time.getCurrentRepetition(), 512, 200);
    }

    @RepeatedTest(3)
    void jpegOfSmallPictures(RepetitionInfo time) throws Exception {
        jpeg("small-" + time.getCurrentRepetition(), 32, 5_000);
    }

    private void jpeg(String name, int side, int count) throws Exception {
        byte[] png = picture(side);
        Sample sample = new Sample("t-0", png, "a fox", Map.of());
        RewardFunction encoder = Rewards.installed().open("jpeg-compressibility", Map.of());
        bare(encoder, sample, count); // warms up
        topology(name + "-warm", png, count);
        double bare = bare(encoder, sample, count);
        double streams = topology(name, png, count) - topology(name + "-alone", png, FEWEST);
        System.out.printf(
                "JPEG of %d x %d: %.0f samples/s a core in the topology, %.0f in a bare loop, ratio %.3f%n",
                side, side, count / streams, count / bare, bare / streams);
    }

    /** CPU seconds of scoring so many samples, the start of the application included. */
    private static double topology(String name, byte[] png, int count) {
        ScoredRun run =
                ScoredRun.create(kafka, registry, name, count, new RewardSettings("jpeg-compressibility", Map.of()));
        run.sample(Collections.nCopies(count, StandInRewardServer.WELL), png);
        try (Running role = Running.start(new RewardStreamsRole(), run, broker.bootstrapServers(), Map.of())) {
            run.rewardsOnceClosed(LONG);
            return cpuSecondsOfStreams();
        }
    }

    @RepeatedTest(3)
    void advantagesOfOneIterationAfterTheOther(RepetitionInfo time) throws Exception {
        advantages("alone-" + time.getCurrentRepetition(), 1);
    }

    @RepeatedTest(3)
    void advantagesOfIterationsThatOverlap(RepetitionInfo time) throws Exception {
        advantages("overlapping-" + time.getCurrentRepetition(), 2);
    }

    /** @param together iterations whose rewards come in turn, those of the last one first */
    private void advantages(String name, int together) throws Exception {
        int iterations = 50;
        int size = 1000;
        ScoredRun run = ScoredRun.create(kafka, registry, name, size, new RewardSettings("contrast", Map.of()));
        writeRewards(run, iterations, size, together);
        try (Running role = Running.start(new RewardStreamsRole(), run, broker.bootstrapServers(), Map.of())) {
            long first = run.onceClosed(1, LONG);
            long last = run.onceClosed(iterations, LONG);
            double seconds = (last - first) / 1e9;
            System.out.printf(
                    "advantages, %d iterations at once: %.0f records/s on all cores, %.0f a second of the stream"
                            + " thread%n",
                    together,
                    (iterations - 1) * (double) size / seconds,
                    iterations * (double) size / cpuSecondsOfStreams());
        }
    }

    @RepeatedTest(3)
    void aVisionModelThatTakesASecond(RepetitionInfo time) throws Exception {
        visionModel("second-" + time.getCurrentRepetition(), Duration.ofSeconds(1), 240);
    }

    @RepeatedTest(3)
    void aVisionModelThatTakesAQuarterOfASecond(RepetitionInfo time) throws Exception {
        visionModel("quarter-" + time.getCurrentRepetition(), Duration.ofMillis(250), 600);
    }

    private void visionModel(String name, Duration pace, int count) throws Exception {
        int atOnce = 8;
        try (StandInRewardServer server = new StandInRewardServer(0, pace)) {
            Map<String, String> parameters =
                    Map.of("url", "http://127.0.0.1:" + server.port() + "/v1", "model", "stand-in");
            ScoredRun run = ScoredRun.create(
                    kafka, registry, name, count, new RewardSettings("strict-satisfaction", parameters));
            run.sample(Collections.nCopies(count, StandInRewardServer.WELL));
            Map<String, String> settings = Map.of("worker", name, "concurrency", Integer.toString(atOnce));
            try (Running streams = Running.start(new RewardStreamsRole(), run, broker.bootstrapServers(), Map.of());
                    Running scorer = Running.start(new ScorerRole(), run, broker.bootstrapServers(), settings)) {
                run.rewardsOnceClosed(LONG);
            }
            double alone = withoutTheLog(new RewardSettings("strict-satisfaction", parameters), atOnce, count, pace);
            System.out.printf(
                    "a model of %d ms and %d calls at once: %.1f%% of them under way between the 10th and the 90th of a"
                            + " hundred answers, %.1f%% from the first question to the last answer; asked by as many"
                            + " threads without the log %.1f%%%n",
                    pace.toMillis(),
                    atOnce,
                    100 * underWay(server.calls(), 0.1, 0.9) / atOnce,
                    100 * underWay(server.calls(), 0, 1) / atOnce,
                    100 * alone / atOnce);
        }
    }

    /** Calls at once, between the same answers, of threads that do nothing but ask. */
    private static double withoutTheLog(RewardSettings reward, int atOnce, int count, Duration pace) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try (StandInRewardServer server = new StandInRewardServer(0, pace)) {
            Map<String, String> parameters = new HashMap<>(reward.getParameters());
            parameters.put("url", "http://127.0.0.1:" + server.port() + "/v1");
            RewardFunction model = Rewards.installed().open(reward.getName(), parameters);
            Map<String, String> metadata =
                    Map.of("questions", StandInRewardServer.question("t-0", "well", "1"), "answers", "1");
            Sample sample = new Sample("t-0", ScoredRun.ONE_PIXEL, "a fox", metadata);
            Callable<List<Verdict>> call =
                    () -> model.score(List.of(sample)).toCompletableFuture().join();
            for (Future<List<Verdict>> asked : threads.invokeAll(Collections.nCopies(count, call))) {
                asked.get();
            }
            return underWay(server.calls(), 0.1, 0.9);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Calls at once, on the mean of the time in which these shares of them ended; all of it from 0 to 1. */
    private static double underWay(List<Call> calls, double from, double to) {
        long[] ends = calls.stream().mapToLong(Call::ended).sorted().toArray();
        long first = from == 0
                ? calls.stream().mapToLong(Call::began).min().orElseThrow()
                : ends[(int) (from * (ends.length - 1))];
        long last = ends[(int) (to * (ends.length - 1))];
        return calls.stream()
                        .mapToLong(call -> Math.max(0, Math.min(last, call.ended()) - Math.max(first, call.began())))
                        .sum()
                / (double) (last - first);
    }

    private static double bare(RewardFunction encoder, Sample sample, int count) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            encoder.score(List.of(sample)).toCompletableFuture().join();
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    /** Since they began. What the broker, the network and the collector do runs on threads of their own. */
    private static double cpuSecondsOfStreams() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double seconds = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().contains("StreamThread")) {
                seconds += threads.getThreadCpuTime(id) / 1e9;
            }
        }
        return seconds;
    }

    /** Colours that flow into each other, with noise: about what a photograph takes. */
    private static byte[] picture(int side) throws IOException {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int noise = random.nextInt(16);
                picture.setRGB(
                        x,
                        y,
                        (x * 200 / side + noise) << 16 | (y * 200 / side + noise) << 8 | (x + y) * 100 / side + noise);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a reward that is lost leaves its iteration open
    private void writeRewards(ScoredRun run, int iterations, int size, int together) {
        try (Producer<String, Reward> producer = kafka.producer(
                "rewards", new StringSerializer(), new AvroSerializer<>(registry, Reward.class), Map.of())) {
            for (int n = 0; n < iterations * size; n++) {
                int block = n / (together * size);
                int iteration = block * together + together - 1 - n % together;
                int index = n % (together * size) / together;
                Reward reward = run.reward(
                        iteration, index, size, "prompt " + index % PROMPTS, new Score((double) index, Map.of()));
                producer.send(new ProducerRecord<>(run.names().rewards(), reward.getTrajectoryId(), reward));
            }
            producer.flush();
        }
    }
}
