package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.TinyModel;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop over a real broker, with a model of random weights; every test looks at the same first run. */
@Tag("broker")
class DemoCommandTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static Path prompts;
    private static JsonNode first;

    @BeforeAll
    static void runOnce() throws IOException {
        model = TinyModel.smallerIn(folder.resolve("model"));
        prompts = Files.writeString(folder.resolve("prompts.txt"), "a cat\na fox\n");
        first = summaryOf("first", demo("first"));
    }

    @Test
    void theSameSeedGivesTheSameWeightsAgainAndWithTwoSamplers() throws IOException {
        JsonNode together = summaryOf("together", demo("together", "--samplers", "2"));

        assertThat(together.get("policySha256")).isEqualTo(first.get("policySha256"));
        assertThat(together.get("reward")).isEqualTo(first.get("reward"));
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        JsonNode other = summaryOf("other", demo("other", "--seed", "2"));

        assertThat(other.get("policySha256")).isNotEqualTo(first.get("policySha256"));

        CommandLineRun compared = CommandLineRun.of(
                "compare",
                folder.resolve("first").toString(),
                folder.resolve("other") + ":demo",
                "--by",
                "seed",
                "--to",
                folder.resolve("compare").toString());
        assertThat(compared.status()).as(compared.err()).isEqualTo(ExitCode.OK.status());
        assertThat(folder.resolve("compare/jpeg-compressibility.png")).isNotEmptyFile();
        assertThat(folder.resolve("compare/rewards.csv"))
                .content()
                .contains("jpeg-compressibility,\"1\",1,0.0,", "jpeg-compressibility,\"2\",1,32.0,");
    }

    /** The others are those of a replay in {@code ExistingRunsTest}. */
    @Test
    void anotherAlgorithmLearnsFromTheSameFirstSamples() throws IOException {
        JsonNode other = summaryOf("sparse", demo("sparse", "--algorithm", "rwr-sparse"));

        assertThat(other.get("policySha256")).isNotEqualTo(first.get("policySha256"));
        assertThat(other.get("reward").get("first"))
                .isEqualTo(first.get("reward").get("first"));
        assertThat(other.get("trajectories").get("trained").asInt()).isEqualTo(64);
        assertThat(Files.readString(folder.resolve("sparse/metrics.jsonl"))).contains("\"klToBase\":");
    }

    @Test
    void pipelinedItTrainsOnTheSamePromptsAndSeedsWithOlderSamplesWhateverTheNumberOfSamplers() throws IOException {
        JsonNode pipelined = summaryOf("pipelined", demo("pipelined", "--staleness", "1"));
        JsonNode together = summaryOf("together-1", demo("together-1", "--staleness", "1", "--samplers", "2"));

        assertThat(together.get("policySha256")).isEqualTo(pipelined.get("policySha256"));
        assertThat(pipelined.get("policySha256")).isNotEqualTo(first.get("policySha256"));
        assertThat(pipelined.get("reward").get("first"))
                .isEqualTo(first.get("reward").get("first"));
        assertThat(pipelined.get("trajectories").get("trained").asInt()).isEqualTo(64);
        assertThat(pipelined.get("logShare").asDouble()).isBetween(0.0, 1.0);
        assertThat(Files.readString(folder.resolve("pipelined").resolve("metrics.jsonl")))
                .contains("\"staleness\":0.0", "\"staleness\":1.0", "\"maxLogRatioOffPolicy\":");
    }

    @Test
    void whatIsRequestedIsTrainedOn() {
        JsonNode trajectories = first.get("trajectories");
        for (String name : List.of("requested", "published", "scored", "trained")) {
            assertThat(trajectories.get(name).asInt()).as(name).isEqualTo(64);
        }
        assertThat(trajectories.get("deadLettered").asInt()).isZero();
        assertThat(first.get("weightsVersion").asInt()).isEqualTo(2);
        assertThat(first.get("maxLogRatioOnPolicy").asDouble()).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void theResultsCanBeLookedAtAndSampledFrom() {
        for (String file :
                List.of("reward.png", "before-after.png", "gallery.png", "report.html", "run.yaml", "metrics.jsonl")) {
            assertThat(folder.resolve("first").resolve(file)).isNotEmptyFile();
        }
        CommandLineRun sample = CommandLineRun.of(
                "sample",
                "--model",
                folder.resolve("first/policy").toString(),
                "--prompt",
                "a cat",
                "--count",
                "1",
                "--out",
                folder.resolve("cat.png").toString());
        assertThat(sample.status()).as(sample.err()).isEqualTo(ExitCode.OK.status());
    }

    @Test
    void everyEvaluatedVersionIsMeasuredOnceAndJudged() throws IOException {
        List<JsonNode> metrics = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("first/metrics.jsonl"))) {
            metrics.add(new ObjectMapper().readTree(line));
        }

        assertThat(versions(metrics, "evaluation", "all")).containsExactly(0, 2);
        assertThat(versions(metrics, "guard", null)).containsExactly(0, 2);
        assertThat(metrics.stream()
                        .filter(metric -> metric.get("series").asText().equals("evaluation.prompt"))
                        .map(metric -> metric.get("labels").get("prompt").asText()))
                .containsExactly("a cat", "a fox", "a cat", "a fox");
        assertThat(metrics.stream()
                        .filter(metric -> metric.get("series").asText().equals("evaluation"))
                        .map(metric -> metric.get("values")))
                .allSatisfy(values -> assertThat(values.fieldNames())
                        .toIterable()
                        .contains("reward", "diversity", "recognised", "change"));
    }

    private static List<Integer> versions(List<JsonNode> metrics, String series, String prompts) {
        return metrics.stream()
                .filter(metric -> metric.get("series").asText().equals(series))
                .filter(metric -> prompts == null
                        || prompts.equals(metric.get("labels").get("prompts").asText()))
                .map(metric -> metric.get("policyVersion").asInt())
                .toList();
    }

    @Test
    void aFolderGoesOnWithItsOwnRunOnly() throws IOException {
        assertThat(summaryOf("first", demo("first"))).isEqualTo(first);

        CommandLineRun refused = demo("first", "--seed", "7");

        assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(refused.sentence()).contains("seed: 1 → 7", "--fresh").hasLineCount(1);
    }

    private static CommandLineRun demo(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "demo",
                "--model",
                model.toString(),
                "--prompts",
                prompts.toString(),
                "--iterations",
                "2",
                "--samples",
                "32",
                "--steps",
                "5",
                "--out",
                folder.resolve(out).toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    private static JsonNode summaryOf(String out, CommandLineRun run) throws IOException {
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK.status());
        return new ObjectMapper()
                .readTree(folder.resolve(out).resolve("summary.json").toFile());
    }
}
