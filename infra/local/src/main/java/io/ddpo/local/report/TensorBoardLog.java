package io.ddpo.local.report;

import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.GuardFigures;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.spec.SpecificationText;
import io.ddpo.local.tensorboard.EventFile;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run for TensorBoard: every figure as a curve, and the pictures of the evaluation over the versions. */
final class TensorBoardLog {
    /** Series of what people commanded, each at the version from which it holds. */
    private static final String COMMANDS = "control";

    /** Series whose labels are sentences, which name no curve. */
    private static final Set<String> IN_WORDS = Set.of(COMMANDS, GuardFigures.SERIES);

    private final RunHistory history;
    private final EventFile events;

    private TensorBoardLog(RunHistory history, EventFile events) {
        this.history = history;
        this.events = events;
    }

    /** Writes the one event file of a folder, over what is there. */
    static void write(RunHistory history, Path folder) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        Instant start = history.versions().get(0).getCreatedAt();
        String name = "events.out.%s.%d.%s"
                .formatted(
                        EventFile.NAME_PART,
                        start.getEpochSecond(),
                        history.specification().getRun());
        try (EventFile events =
                new EventFile(new BufferedOutputStream(Files.newOutputStream(folder.resolve(name))), start)) {
            TensorBoardLog log = new TensorBoardLog(history, events);
            events.text("run/specification", 0, start, indented(SpecificationText.of(history.specification())));
            log.words(COMMANDS, "run/commands");
            log.words(GuardFigures.SERIES, "run/guard");
            log.curves();
            log.pictures();
        }
    }

    /** As Markdown shows it unchanged. */
    private static String indented(String text) {
        return text.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    }

    private void words(String series, String tag) throws IOException {
        for (Metric metric : history.metrics()) {
            Map<String, String> labels = new TreeMap<>(metric.getLabels());
            if (metric.getSeries().equals(series) && !labels.isEmpty()) {
                events.text(
                        tag,
                        metric.getPolicyVersion(),
                        metric.getTimestamp(),
                        labels.entrySet().stream()
                                .map(label -> "- " + label.getKey() + ": " + label.getValue())
                                .collect(Collectors.joining("\n")));
            }
        }
    }

    private void curves() throws IOException {
        for (Metric metric : history.metrics()) {
            boolean inWords = IN_WORDS.contains(metric.getSeries());
            String series = metric.getSeries() + (inWords ? "" : labels(metric.getLabels()));
            long step = inWords ? metric.getPolicyVersion() : metric.getStep();
            for (Map.Entry<String, Double> value : new TreeMap<>(metric.getValues()).entrySet()) {
                events.scalar(series + "/" + value.getKey(), step, metric.getTimestamp(), value.getValue());
            }
        }
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(",", "[", "]"));
    }

    private void pictures() throws IOException {
        Map<Integer, Instant> times = history.versions().stream()
                .collect(Collectors.toMap(WeightsManifest::getVersion, WeightsManifest::getCreatedAt));
        for (EvaluationPicture picture : history.evaluations()) {
            events.image(
                    "%s/seed %d".formatted(picture.prompt(), picture.seed()),
                    picture.version(),
                    times.get(picture.version()),
                    picture.png());
        }
    }
}
