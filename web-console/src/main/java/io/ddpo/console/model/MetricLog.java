package io.ddpo.console.model;

import io.ddpo.schemas.avro.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /**
     * Points of a series that came after the one with number {@code after}.
     *
     * @param labels those that a point has among its own
     * @param most how many at once
     */
    MetricsPage page(String series, Map<String, String> labels, long after, int most) {
        List<MetricPoint> found = points.stream()
                .filter(point -> point.sequence() > after)
                .filter(point -> point.series().equals(series))
                .filter(point -> point.labels().entrySet().containsAll(labels.entrySet()))
                .limit(most + 1L)
                .toList();
        boolean more = found.size() > most;
        return MetricsPage.of(series, more ? found.subList(0, most) : found, after, more);
    }
}
