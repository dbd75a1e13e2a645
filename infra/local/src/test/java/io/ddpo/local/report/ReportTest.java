package io.ddpo.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.local.history.RunHistory;
import io.ddpo.schemas.avro.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ModelFolder BASE = ModelFolder.at(TinyModel.folder());

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    @Test
    void leavesPicturesFiguresAndAPolicy() throws IOException {
        Summary summary = Report.write(Runs.history(), BASE, weights(), folder);

        assertThat(ImageIO.read(folder.resolve("reward.png").toFile()).getWidth())
                .isEqualTo(1920);
        assertThat(ImageIO.read(folder.resolve("before-after.png").toFile())).isNotNull();
        assertThat(ImageIO.read(folder.resolve("gallery.png").toFile())).isNotNull();
        assertThat(JSON.readTree(folder.resolve("summary.json").toFile()))
                .isEqualTo(JSON.readTree(JSON.writeValueAsString(summary)));
        assertThat(folder.resolve("policy/unet/diffusion_pytorch_model.safetensors"))
                .exists();
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl")))
                .hasSize(4)
                .first()
                .isEqualTo("{\"series\":\"iteration\",\"iteration\":0,\"policyVersion\":0,\"step\":0,"
                        + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"values\":{\"maxLogRatioOnPolicy\":1.0E-7,"
                        + "\"rewardMean\":-1.5,\"rewardStd\":0.5,\"samples\":4.0,\"samplesPerSecond\":0.4,"
                        + "\"wallSeconds\":10.0},\"labels\":{}}");
    }

    @Test
    void leavesAPageThatNeedsNothingElse() throws IOException {
        Report.write(Runs.history(), BASE, weights(), folder);

        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("<h1>tiny-text-pixel trained on jpeg-compressibility</h1>")
                .contains("prefers-color-scheme: dark")
                .contains("<dt>Gain in standard deviations</dt><dd>+1.0</dd>")
                .contains("<td>Reward, last three iterations</td>")
                .contains(Runs.SHA)
                .contains("src=\"data:image/png;base64,")
                .contains("AdamW at 0.0003, 2 updates an iteration, 100% of the steps")
                .doesNotContain("://", "${");
    }

    @Test
    void showsWhatEvaluationsMeasuredAndWhatTheGuardSaid() throws IOException {
        List<Metric> metrics = new ArrayList<>(Runs.history().metrics());
        metrics.add(
                metric("evaluation", 0, Map.of("prompts", "all"), Map.of("recognised", 1.0, "guard.contrast", 0.25)));
        metrics.add(metric("evaluation", 0, Map.of("prompts", "held-out"), Map.of("reward", -1.5)));
        metrics.add(metric("guard", 2, Map.of("reason", "too pale"), Map.of("overoptimised", 1.0)));
        metrics.add(metric("evaluation", 2, Map.of("prompts", "all"), Map.of("recognised", 0.125)));

        Summary summary = Report.write(Runs.withMetrics(metrics), BASE, weights(), folder);

        assertThat(summary.overoptimisedAt()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("<tr><th>version</th><th>contrast</th><th>recognised</th><th>reward, held-out</th>"
                        + "<th>guard</th></tr>")
                .contains("<tr><td>0</td><td>0.2500</td><td>1.0000</td><td>−1.5000</td><td></td></tr>")
                .contains("<tr><td>2</td><td></td><td>0.1250</td><td></td><td>too pale</td></tr>");
    }

    private static Metric metric(String series, int version, Map<String, String> labels, Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(version)
                .setPolicyVersion(version)
                .setStep(version)
                .setTimestamp(Runs.START)
                .setLabels(labels)
                .setValues(values)
                .build();
    }

    @Test
    void writesTheSameAgain() throws IOException {
        Report.write(Runs.history(), BASE, weights(), folder);
        byte[] page = Files.readAllBytes(folder.resolve("report.html"));

        Report.write(Runs.history(), BASE, weights(), folder);

        assertThat(folder.resolve("report.html")).hasBinaryContent(page);
    }

    @Test
    void doesWithoutAnEvaluation() throws IOException {
        RunHistory run = Runs.history();
        RunHistory blind = new RunHistory(
                run.specification(), run.versions(), run.iterations(), run.metrics(), List.of(), run.trajectories());

        Report.write(blind, BASE, weights(), folder);

        assertThat(folder.resolve("before-after.png")).doesNotExist();
        assertThat(folder.resolve("report.html")).content().contains("The run made no evaluation.");
    }

    private Path weights() throws IOException {
        SortedMap<String, FloatTensor> trained = new TreeMap<>();
        try (Safetensors unet = Safetensors.open(BASE.unetWeights())) {
            unet.all().forEach((name, tensor) -> trained.put("unet." + name, tensor));
        }
        Path file = elsewhere.resolve("weights.safetensors");
        SafetensorsWriter.write(file, trained, Map.of());
        return file;
    }
}
