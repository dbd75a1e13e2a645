package io.ddpo.local.bench;

import io.ddpo.local.demo.JavaProcess;
import io.ddpo.schemas.topics.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.tools.ProducerPerformance;

/**
 * Kafka's own performance test of producers, each in a process of its own, with the settings of a sampler's producer and
 * records of one size.
 *
 * @param folder for payloads and what the processes print
 * @param recordBytes size of a record's value
 */
record ProducerTool(String bootstrapServers, String topic, Path folder, int recordBytes) {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int PAYLOADS = 8;

    /** Its MB are of 2^20 bytes. */
    private static final Pattern TOTAL =
            Pattern.compile("(\\d+) steady state records sent, ([\\d.]+) records/sec \\(([\\d.]+) MB/sec\\)");

    /**
     * What so many producers write together while all of them are warm.
     *
     * @param records of each, of which the first fifth warms up
     * @return bytes a second
     */
    double bytesPerSecond(int producers, int records) throws IOException, InterruptedException {
        List<JavaProcess> running = new ArrayList<>();
        try {
            Path payloads = payloads();
            for (int i = 0; i < producers; i++) {
                running.add(JavaProcess.start(
                        BrokerProcess.LAUNCHER, ProducerPerformance.class, arguments(payloads, records), folder));
            }
            double sum = 0;
            for (JavaProcess tool : running) {
                sum += bytesPerSecond(tool);
            }
            return sum;
        } finally {
            for (JavaProcess tool : running) {
                tool.close();
            }
        }
    }

    private static double bytesPerSecond(JavaProcess tool) throws IOException, InterruptedException {
        boolean ended = tool.waitFor(LONGEST);
        Matcher total = TOTAL.matcher(tool.output());
        if (!ended || !total.find()) {
            throw new AssertionError("kafka-producer-perf-test: expected a total, got " + tool.output());
        }
        return Double.parseDouble(total.group(3)) * (1 << 20);
    }

    private List<String> arguments(Path payloads, int records) {
        return List.of(
                "--bootstrap-server",
                bootstrapServers,
                "--topic",
                topic,
                "--num-records",
                Integer.toString(records),
                "--warmup-records",
                Integer.toString(records / 5),
                "--payload-file",
                payloads.toString(),
                "--throughput",
                "-1",
                "--command-property",
                "acks=all",
                "enable.idempotence=true",
                "max.request.size=" + TopicCatalogue.LARGEST_RECORD,
                "buffer.memory=" + 4 * TopicCatalogue.LARGEST_RECORD);
    }

    /** Lines of letters: with random bytes of its own the tool would measure its random numbers. */
    private Path payloads() throws IOException {
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < PAYLOADS; i++) {
            random.ints(recordBytes, 'A', 'Z' + 1).forEach(letter -> lines.append((char) letter));
            lines.append('\n');
        }
        return Files.writeString(folder.resolve("payloads.txt"), lines);
    }
}
