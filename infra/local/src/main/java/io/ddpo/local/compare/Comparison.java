package io.ddpo.local.compare;

import io.ddpo.local.history.Spread;
import io.ddpo.local.picture.CurveChart;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.CurveChart.Point;
import io.ddpo.local.picture.Theme;
import io.ddpo.local.report.RewardAxis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs in groups, for each reward by itself: what cannot be measured alike is not drawn together. */
public final class Comparison {
    private static final String TABLE = "rewards.csv";

    private final Map<String, List<CurveGroup>> groups;
    private final Setting by;

    private Comparison(Map<String, List<CurveGroup>> groups, Setting by) {
        this.groups = groups;
        this.by = by;
    }

    /**
     * Groups runs by a setting.
     *
     * @throws IllegalArgumentException if there is no such setting, or more groups than a plot can tell apart
     */
    public static Comparison of(List<ComparedRun> runs, Setting by) {
        Map<String, Map<String, List<ComparedRun>>> sorted = new TreeMap<>();
        for (ComparedRun run : runs) {
            sorted.computeIfAbsent(run.reward(), reward -> new TreeMap<>())
                    .computeIfAbsent(by.of(run.specification()), label -> new ArrayList<>())
                    .add(run);
        }
        Map<String, List<CurveGroup>> groups = new TreeMap<>();
        sorted.forEach((reward, labels) -> {
            if (labels.size() > CurveChart.MOST) {
                throw new IllegalArgumentException("expected at most %d groups by %s, got %d"
                        .formatted(CurveChart.MOST, by.path(), labels.size()));
            }
            groups.put(
                    reward,
                    labels.entrySet().stream()
                            .map(entry -> new CurveGroup(entry.getKey(), entry.getValue()))
                            .toList());
        });
        return new Comparison(groups, by);
    }

    /**
     * Writes a plot for each reward, light and dark, and a table of their points.
     *
     * @param folder made if it is missing
     * @return the files
     */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (String reward : groups.keySet()) {
            files.add(Files.write(folder.resolve(reward + ".png"), png(reward, Theme.LIGHT)));
            files.add(Files.write(folder.resolve(reward + "-dark.png"), png(reward, Theme.DARK)));
        }
        files.add(Files.writeString(folder.resolve(TABLE), csv()));
        return files;
    }

    private byte[] png(String reward, Theme theme) {
        List<Curve> curves = groups.get(reward).stream().map(CurveGroup::curve).toList();
        return CurveChart.png(
                curves,
                "Mean reward over reward queries, by " + by.path(),
                "Mean of the runs; the band reaches from the worst of them to the best",
                "Reward queries learned from",
                RewardAxis.of(reward),
                theme);
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("reward,").append(by.path()).append(",runs,queries,mean,min,max\r\n");
        groups.forEach((reward, labels) -> {
            for (CurveGroup group : labels) {
                for (Point point : group.curve().points()) {
                    csv.append("%s,\"%s\",%d,%s,%s,%s,%s\r\n"
                            .formatted(
                                    reward,
                                    group.label().replace("\"", "\"\""),
                                    group.runs().size(),
                                    point.x(),
                                    point.mean(),
                                    point.min(),
                                    point.max()));
                }
            }
        });
        return csv.toString();
    }

    /** A table for people: where each group began and got to, and the gain in standard deviations of the base's samples. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        groups.forEach((reward, labels) -> {
            lines.add("%-28s %5s %8s %10s %10s %6s"
                    .formatted(RewardAxis.of(reward), "runs", "queries", "first", "last", "gain"));
            for (CurveGroup group : labels) {
                List<Point> points = group.curve().points();
                Point first = points.get(0);
                Point last = points.get(points.size() - 1);
                lines.add(String.format(
                        Locale.ROOT,
                        "%-28s %5d %8.0f %10.4f %10.4f %6s",
                        group.label(),
                        group.runs().size(),
                        last.x(),
                        first.mean(),
                        last.mean(),
                        gain(last.mean() - first.mean(), group.base())));
            }
        });
        return lines;
    }

    private static String gain(double difference, Spread base) {
        return base.std() > 0 ? String.format(Locale.ROOT, "%.2f", difference / base.std()) : "";
    }
}
