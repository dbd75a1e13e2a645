package io.ddpo.console.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Points of one series, column by column.
 *
 * @param last number of the newest point of this page; what to ask for next comes after it
 * @param more whether there are more already
 * @param time in milliseconds since the epoch
 * @param values a column for each figure; null where a point lacks it
 */
public record MetricsPage(
        String series,
        long last,
        boolean more,
        int[] iteration,
        int[] version,
        long[] step,
        long[] time,
        Map<String, Double[]> values) {

    static MetricsPage of(String series, List<MetricPoint> points, long after, boolean more) {
        return new MetricsPage(
                series,
                points.isEmpty() ? after : points.get(points.size() - 1).sequence(),
                more,
                points.stream().mapToInt(MetricPoint::iteration).toArray(),
                points.stream().mapToInt(MetricPoint::version).toArray(),
                points.stream().mapToLong(MetricPoint::step).toArray(),
                points.stream().mapToLong(MetricPoint::time).toArray(),
                columns(points));
    }

    private static Map<String, Double[]> columns(List<MetricPoint> points) {
        Map<String, Double[]> columns = new TreeMap<>();
        for (int row = 0; row < points.size(); row++) {
            int at = row;
            points.get(row)
                    .values()
                    .forEach((name, value) -> columns.computeIfAbsent(name, unseen -> {
                        Double[] column = new Double[points.size()];
                        Arrays.fill(column, null);
                        return column;
                    })[at] = value);
        }
        return columns;
    }
}
