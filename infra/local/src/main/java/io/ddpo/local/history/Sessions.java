package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The times that a run was worked on. Each process says after every iteration for how long it has been at it, so that a
 * run that was killed and taken up again knows of all of them.
 *
 * @param seconds of all sessions together
 * @param peakRssMb the most memory that a session's process held at once, in MB (10⁶ bytes)
 */
public record Sessions(double seconds, double peakRssMb) {
    private static final String SERIES = "session";
    private static final String SECONDS = "seconds";
    private static final String PEAK_RSS = "peakRssMb";
    private static final String START = "start";

    /** Adds up what the sessions of a run said of themselves, among all its metrics. */
    public static Sessions of(List<Metric> metrics) {
        Map<String, Double> seconds = new HashMap<>();
        double peak = 0;
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(SERIES)) {
                seconds.merge(metric.getLabels().get(START), metric.getValues().get(SECONDS), Math::max);
                peak = Math.max(peak, metric.getValues().get(PEAK_RSS));
            }
        }
        return new Sessions(
                seconds.values().stream().mapToDouble(Double::doubleValue).sum(), peak);
    }

    /**
     * What a session says of itself.
     *
     * @param step position in the session, growing
     */
    public static Metric metric(
            Instant start, Instant now, double peakRssMb, int iteration, int policyVersion, long step) {
        return Metric.newBuilder()
                .setSeries(SERIES)
                .setIteration(iteration)
                .setPolicyVersion(policyVersion)
                .setStep(step)
                .setTimestamp(now)
                .setValues(Map.of(SECONDS, Duration.between(start, now).toMillis() / 1e3, PEAK_RSS, peakRssMb))
                .setLabels(Map.of(START, start.toString()))
                .build();
    }
}
