package io.ddpo.local.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.Metric;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentLogsTest {
    @TempDir
    private Path folder;

    @Test
    void theTableHasARowForEachRecordAndAColumnForEachName() throws IOException {
        Metric command = metric("control", Map.of("samplers", 3.0), Map.of("who", "ada", "why", "it's \"slow\", so"));
        StringWriter table = new StringWriter();

        MetricTable.write(List.of(metric("iteration", Map.of("loss", -0.5, "kl", 1e-9), Map.of()), command), table);

        assertThat(table.toString().split("\r\n"))
                .containsExactly(
                        "series,iteration,policyVersion,step,timestamp,labels,kl,loss,samplers",
                        "iteration,2,3,4,2026-01-01T00:00:00Z,,1.0E-9,-0.5,",
                        "control,2,3,4,2026-01-01T00:00:00Z,\"who=ada;why=it's \"\"slow\"\", so\",,,3.0");
    }

    @Test
    void tensorBoardGetsEveryFigureAndEveryPicture() throws IOException {
        TensorBoardLog.write(Runs.history(), folder);

        String events = Files.readString(eventFile(), ISO_8859_1);
        assertThat(events.split("iteration/rewardMean", -1)).as("twice").hasSize(3);
        assertThat(events)
                .contains("brain.Event:2", "session[", "a fox/seed 1", "a fox/seed 2", "run/specification", "PNG")
                .contains("learningRate: 3.0E-4");
    }

    @Test
    void tensorBoardTellsCommandsAsTexts() throws IOException {
        Metric command = metric("control", Map.of("samplers", 3.0), Map.of("who", "ada", "why", "hurry"));
        TensorBoardLog.write(Runs.withMetrics(List.of(command)), folder);

        assertThat(Files.readString(eventFile(), ISO_8859_1))
                .contains("run/commands", "- who: ada\n- why: hurry", "control/samplers")
                .doesNotContain("control[");
    }

    @Test
    void tensorBoardTellsWhatTheGuardFoundBesideItsCurves() throws IOException {
        Metric sound = metric("guard", Map.of("overoptimised", 0.0), Map.of());
        Metric marked = metric("guard", Map.of("overoptimised", 1.0), Map.of("reason", "too pale"));
        TensorBoardLog.write(Runs.withMetrics(List.of(sound, marked)), folder);

        String events = Files.readString(eventFile(), ISO_8859_1);
        assertThat(events).contains("- reason: too pale").doesNotContain("guard[");
        assertThat(events.split("guard/overoptimised", -1)).as("twice").hasSize(3);
        assertThat(events.split("run/guard", -1)).as("once").hasSize(2);
    }

    @Test
    void writesOneFileOverTheOneBefore() throws IOException {
        TensorBoardLog.write(Runs.history(), folder);
        byte[] before = Files.readAllBytes(eventFile());

        TensorBoardLog.write(Runs.history(), folder);

        assertThat(eventFile()).hasBinaryContent(before).hasFileName("events.out.tfevents.1767225600.demo");
    }

    private Path eventFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce((one, other) -> {
                        throw new AssertionError("two files: " + one + ", " + other);
                    })
                    .orElseThrow();
        }
    }

    private static Metric metric(String series, Map<String, Double> values, Map<String, String> labels) {
        return Metric.newBuilder(Runs.iteration(2, 0))
                .setSeries(series)
                .setPolicyVersion(3)
                .setStep(4)
                .setTimestamp(Runs.START)
                .setValues(values)
                .setLabels(labels)
                .build();
    }
}
