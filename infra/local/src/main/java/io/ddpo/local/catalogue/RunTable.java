package io.ddpo.local.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs and topics as lines for people. */
public final class RunTable {
    private static final String RUN = "%-24s %-9s %8s %10s %9s  %s";
    private static final String TOPIC = "%-44s %10s %10s %9s  %s";

    private RunTable() {}

    /** A line for each run. */
    public static List<String> ofRuns(List<RunFigures> runs) {
        List<String> lines = new ArrayList<>();
        lines.add(RUN.formatted("RUN", "STATE", "VERSION", "ITERATION", "SIZE", "WHAT"));
        runs.forEach(run -> lines.add(line(run)));
        return lines;
    }

    private static String line(RunFigures run) {
        return RUN.formatted(
                        run.run(),
                        run.last()
                                .map(version -> version.getState().name().toLowerCase(Locale.ROOT))
                                .orElse("new"),
                        run.last()
                                .map(version -> Integer.toString(version.getVersion()))
                                .orElse("-"),
                        run.last()
                                .map(version -> version.getIteration()
                                        + run.specification()
                                                .map(all -> "/" + all.getIterations())
                                                .orElse(""))
                                .orElse("-"),
                        size(run.bytes()),
                        what(run))
                .stripTrailing();
    }

    private static String what(RunFigures run) {
        return run.specification()
                .map(all -> "%s on %s%s"
                        .formatted(
                                all.getObjective().getAlgorithm().name().replace('_', '-'),
                                all.getReward().getName(),
                                run.source()
                                        .map(source -> ", replay of " + source)
                                        .orElse("")))
                .orElse("its creation was cut short, or another registry has its schemas");
    }

    /** A line for each topic, and one for all of them. */
    public static List<String> ofTopics(List<TopicFigures> topics) {
        List<String> lines = new ArrayList<>();
        lines.add(TOPIC.formatted("TOPIC", "PARTITIONS", "RECORDS", "SIZE", "KEPT"));
        topics.forEach(topic -> lines.add(
                TOPIC.formatted(topic.name(), topic.partitions(), topic.records(), size(topic.bytes()), kept(topic))));
        lines.add(TOPIC.formatted(
                        topics.size() + " topics",
                        topics.stream().mapToInt(TopicFigures::partitions).sum(),
                        topics.stream().mapToLong(TopicFigures::records).sum(),
                        size(topics.stream().mapToLong(TopicFigures::bytes).sum()),
                        "")
                .stripTrailing());
        return lines;
    }

    private static String kept(TopicFigures topic) {
        String compacted = topic.cleanup().contains("compact") ? "the latest of each key, " : "";
        return compacted + topic.retention().map(RunTable::time).orElse("until the run is deleted");
    }

    private static String time(Duration time) {
        return time.toHours() % 24 == 0 ? "for %d d".formatted(time.toDays()) : "for %d h".formatted(time.toHours());
    }

    /** Bytes in the largest unit of which there is one. */
    public static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1_000 && unit < 3) {
            value /= 1_000;
            unit++;
        }
        return String.format(
                Locale.ROOT, "%.1f %s", value, List.of("kB", "MB", "GB", "TB").get(unit));
    }
}
