package io.ddpo.console.model;

import io.ddpo.schemas.avro.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metric points of a run, in the order of the log. Beyond the limit, every other one of the older half goes. */
final class MetricLog {
    private final int limit;
    private List<MetricPoint> points = new ArrayList<>();
    private long next;

    MetricLog(int limit) {
        this.limit = limit;
    }

    void add(Metric record) {
        points.add(MetricPoint.of(next++, record));
        if (points.size() > limit) {
            thinOut();
        }
    }

    private void thinOut() {
        int half = points.size() / 2;
        List<MetricPoint> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i >= half || i % 2 == 0) {
                kept.add(points.get(i));
            }
        }
        points = kept;
    }

    List<MetricPoint> points() {
        return points;
    }

    List<String> series() {
        return points.stream().map(MetricPoint::series).distinct().sorted().toList();
    }

    /** Samples of the last iteration by the seconds that the model took for them; 0 before the first. */
    double trainedPerSecond() {
        for (int i = points.size() - 1; i >= 0; i--) {
            Map<String, Double> values = points.get(i).values();
            if (points.get(i).series().equals("iteration") && values.getOrDefault("modelSeconds", 0.0) > 0) {
                return values.getOrDefault("samples", 0.0) / values.get("modelSeconds");
            }
        }
        return 0;
    }

    /**
     * Points of some series that came after the one with number {@code after}.
     *
     * @param by label by whose values the points of a series are parted
     * @param most how many at once
     */
    MetricsPage page(Set<String> series, Optional<String> by, long after, int most) {
        List<MetricPoint> found = points.stream()
                .filter(point -> point.sequence() > after)
                .filter(point -> series.contains(point.series()))
                .limit(most + 1L)
                .toList();
        boolean more = found.size() > most;
        return MetricsPage.of(more ? found.subList(0, most) : found, by, after, more);
    }
}
