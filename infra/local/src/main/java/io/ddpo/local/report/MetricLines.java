package io.ddpo.local.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.schemas.avro.Metric;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of a run as JSON, one record a line. */
final class MetricLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MetricLines() {}

    static void write(List<Metric> metrics, Writer out) throws IOException {
        for (Metric metric : metrics) {
            out.write(JSON.writeValueAsString(fields(metric)));
            out.write('\n');
        }
    }

    private static Map<String, Object> fields(Metric metric) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("series", metric.getSeries());
        fields.put("iteration", metric.getIteration());
        fields.put("policyVersion", metric.getPolicyVersion());
        fields.put("step", metric.getStep());
        fields.put("timestamp", metric.getTimestamp().toString());
        fields.put("values", new TreeMap<>(metric.getValues()));
        fields.put("labels", new TreeMap<>(metric.getLabels()));
        return fields;
    }
}
