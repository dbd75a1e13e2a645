package io.ddpo.console.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Points of one series, column by column.
 *
 * @param label value of the label by which they were parted; empty where none was named, or a point lacks it
 * @param time in milliseconds since the epoch
 * @param values a column for each figure; null where a point lacks it
 */
public record MetricColumns(
        String series,
        String label,
        int[] iteration,
        int[] version,
        long[] step,
        long[] time,
        Map<String, Double[]> values) {

    static MetricColumns of(String series, String label, List<MetricPoint> points) {
        return new MetricColumns(
                series,
                label,
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
