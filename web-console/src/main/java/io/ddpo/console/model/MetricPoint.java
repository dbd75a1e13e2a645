package io.ddpo.console.model;

import io.ddpo.schemas.avro.Metric;
import java.util.Map;

/**
 * Figures of one moment.
 *
 * @param sequence grows by one with every point of the run
 * @param step position in the series
 * @param time in milliseconds since the epoch
 */
record MetricPoint(
        long sequence,
        String series,
        int iteration,
        int version,
        long step,
        long time,
        Map<String, Double> values,
        Map<String, String> labels) {

    static MetricPoint of(long sequence, Metric record) {
        return new MetricPoint(
                sequence,
                record.getSeries().intern(),
                record.getIteration(),
                record.getPolicyVersion(),
                record.getStep(),
                record.getTimestamp().toEpochMilli(),
                Map.copyOf(record.getValues()),
                Map.copyOf(record.getLabels()));
    }
}
