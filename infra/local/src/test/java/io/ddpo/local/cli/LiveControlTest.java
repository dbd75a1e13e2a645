package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.TinyModel;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A run by its specification, steered from the command line while it trains and while it does not. */
@Tag("broker")
@TestMethodOrder(OrderAnnotation.class)
class LiveControlTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @TempDir
    private static Path folder;

    private static Path out;
    private static String[] train;

    @BeforeAll
    static void specify() throws IOException {
        Path model = TinyModel.smallerIn(folder.resolve("model"));
        Path spec = Files.writeString(folder.resolve("run.yaml"), """
                preset: demo
                guard: {rewards: []}
                run: foxes
                baseModel: %s
                prompts: [a cat, a fox]
                iterations: 3
                samplesPerIteration: 16
                sampling: {steps: 5}
                """.formatted(model));
        out = folder.resolve("out");
        train = new String[] {"run", "--spec", spec.toString(), "--out", out.toString(), "--no-console"};
    }

    @Test
    @Order(1)
    void aRunIsStoppedWhileItTrains() throws Exception {
        CompletableFuture<CommandLineRun> running = CompletableFuture.supplyAsync(() -> CommandLineRun.of(train));
        await().atMost(LONGEST)
                .until(() -> running.isDone()
                        || Files.isDirectory(out.resolve("kafka"))
                                && EmbeddedBroker.running(out.resolve("kafka")).isPresent()
                                && control("log").out().contains("create"));

        CommandLineRun stop = control("stop", "--who", "ada", "--why", "lunch");

        assertThat(stop.status()).as(stop.err()).isEqualTo(ExitCode.OK.status());
        assertThat(stop.out()).isEqualTo("stop: in the log at offset 1" + System.lineSeparator());
        CommandLineRun ended = running.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitCode.OK.status());
        assertThat(ended.out()).contains("stopped by ada: lunch, after 0 of", "control resume --out " + out);
        assertThat(out.resolve("summary.json")).doesNotExist();
    }

    @Test
    @Order(2)
    void whatTheRunWouldRefuseIsNotSent() throws IOException {
        try (EmbeddedBroker broker = log()) {
            assertRefused(
                    control("set", "training.learningRate=-1", "--why", "a slip"),
                    "training.learningRate: expected a number greater than 0, found -1.0");
            assertRefused(control("pause", "--why", "a slip", "--run", "wolves"), "--run: expected foxes, got wolves");
            assertRefused(control("pause", "--why", " "), "--why: expected a reason, got none");
            assertRefused(
                    control("prompts", "a wolf=2", "--why", "a slip"),
                    "promptWeights[a wolf]: expected the text of one of the run's prompts, found 'a wolf'");
            assertThat(control("pause").status()).as("without a reason").isEqualTo(ExitCode.USAGE.status());
            assertRefused(
                    CommandLineRun.of("control", "pause", "--why", "a slip"),
                    "expected either --bootstrap (or --config) or --out, got neither");
            assertThat(control("log").out()).contains("stop (lunch)").doesNotContain("a slip");
        }
    }

    @Test
    @Order(3)
    void itGoesOnWithWhatWasCommandedMeanwhile() throws IOException {
        try (EmbeddedBroker broker = log()) {
            for (CommandLineRun given : List.of(
                    control("set", "training.learningRate=0.001", "objective.clipRange=0.01", "--why", "it wobbles"),
                    control("prompts", "a fox=2", "--why", "more foxes"),
                    control("samplers", "2", "--why", "hurry"))) {
                assertThat(given.status()).as(given.err()).isEqualTo(ExitCode.OK.status());
            }
        }
        CommandLineRun resumed = control("resume", "--why", "lunch is over"); // which starts the broker itself
        assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitCode.OK.status());

        CommandLineRun ended = CommandLineRun.of(train);

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitCode.OK.status());
        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertThat(summary.get("weightsVersion").asInt()).isEqualTo(3);
        assertThat(summary.get("trajectories").get("trained").asInt()).isEqualTo(48);
        assertThat(Files.readString(out.resolve("ddpo.log"))).contains("sampler-2");
    }

    @Test
    @Order(4)
    void everyCommandIsInTheLogAndAmongTheMetrics() throws IOException {
        assertThat(control("log").out().lines().map(String::strip))
                .anySatisfy(line -> assertThat(line).contains("ada: stop (lunch)"))
                .anySatisfy(line -> assertThat(line)
                        .contains("change objective.clipRange = 0.01, training.learningRate = 0.001 (it wobbles)"))
                .anySatisfy(line -> assertThat(line).startsWith("from version "))
                .anySatisfy(line -> assertThat(line).contains("change promptWeights = 2.0 a fox (more foxes)"))
                .contains("at once")
                .noneSatisfy(line -> assertThat(line).startsWith("refused"));
        assertThat(Files.readString(out.resolve("metrics.jsonl")))
                .contains("\"training.learningRate\":0.001", "\"why\":\"hurry\"", "\"who\":\"ada\"");
        assertThat(out.resolve("metrics.csv")).content().contains("training.learningRate", "it wobbles");
        assertThat(out.resolve("tensorboard")).isNotEmptyDirectory();
    }

    /** The run's log, which commands then find at work; without it each of them starts and stops a broker. */
    private static EmbeddedBroker log() {
        return EmbeddedBroker.start(out.resolve("kafka"), 0);
    }

    private static void assertRefused(CommandLineRun run, String sentence) {
        assertThat(run.sentence()).isEqualTo(sentence);
        assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
    }

    private static CommandLineRun control(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("control", command, "--out", out.toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }
}
