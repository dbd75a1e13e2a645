package io.ddpo.console.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Metric points as one wide table (RFC 4180). */
final class MetricsCsv {
    private MetricsCsv() {}

    static String of(List<MetricPoint> points) {
        TreeSet<String> names = new TreeSet<>();
        points.forEach(point -> names.addAll(point.values().keySet()));
        StringBuilder csv = new StringBuilder("series,iteration,policyVersion,step,timestamp,labels");
        names.forEach(name -> csv.append(',').append(quote(name)));
        csv.append("\r\n");
        for (MetricPoint point : points) {
            csv.append(quote(point.series()))
                    .append(',')
                    .append(point.iteration())
                    .append(',')
                    .append(point.version())
                    .append(',')
                    .append(point.step())
                    .append(',')
                    .append(Instant.ofEpochMilli(point.time()))
                    .append(',')
                    .append(quote(labels(point.labels())));
            names.forEach(name -> csv.append(',')
                    .append(point.values().containsKey(name) ? point.values().get(name) : ""));
            csv.append("\r\n");
        }
        return csv.toString();
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(";"));
    }

    /** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
    private static String quote(String text) {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.matches("[^\",\r\n]*") ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
