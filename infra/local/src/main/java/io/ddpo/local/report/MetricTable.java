package io.ddpo.local.report;

import io.ddpo.schemas.avro.Metric;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The metrics of a run as one wide table in CSV (RFC 4180): a row for each record, a column for each value by name. */
final class MetricTable {
    private static final List<String> FIRST =
            List.of("series", "iteration", "policyVersion", "step", "timestamp", "labels");

    private MetricTable() {}

    static void write(List<Metric> metrics, Writer out) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        metrics.forEach(metric -> names.addAll(metric.getValues().keySet()));
        List<String> head = new ArrayList<>(FIRST);
        head.addAll(names);
        line(head, out);
        for (Metric metric : metrics) {
            line(row(metric, names), out);
        }
    }

    private static List<String> row(Metric metric, TreeSet<String> names) {
        List<String> row = new ArrayList<>(List.of(
                metric.getSeries(),
                Integer.toString(metric.getIteration()),
                Integer.toString(metric.getPolicyVersion()),
                Long.toString(metric.getStep()),
                metric.getTimestamp().toString(),
                labels(metric.getLabels())));
        for (String name : names) {
            Double value = metric.getValues().get(name);
            row.add(value == null ? "" : value.toString());
        }
        return row;
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(";"));
    }

    private static void line(List<String> cells, Writer out) throws IOException {
        out.write(cells.stream().map(MetricTable::quoted).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
