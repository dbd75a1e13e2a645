package io.ddpo.console.model;

import java.util.Arrays;

/**
 * How values are spread.
 *
 * @param std population standard deviation
 * @param p10 the value that a tenth of all is not above, interpolated
 */
public record Spread(
        int count, double mean, double std, double min, double p10, double median, double p90, double max) {
    /** Of no value at all. */
    static final Spread NONE =
            new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** The spread of values in any order. */
    public static Spread of(double[] values) {
        if (values.length == 0) {
            return NONE;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double variance = Arrays.stream(sorted)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return new Spread(
                sorted.length,
                mean,
                Math.sqrt(variance),
                sorted[0],
                quantile(sorted, 0.1),
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                sorted[sorted.length - 1]);
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
