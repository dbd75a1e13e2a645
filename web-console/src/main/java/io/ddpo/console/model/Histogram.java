package io.ddpo.console.model;

/**
 * How often rewards fall into bins of equal width; the last bin includes its upper edge.
 *
 * @param from lower edge of the first bin; NaN without a value
 * @param width of a bin
 */
public record Histogram(double from, double width, int[] counts, int total) {
    /** @param bins at least 1 */
    public static Histogram of(double[] values, int bins) {
        if (values.length == 0) {
            return new Histogram(Double.NaN, Double.NaN, new int[0], 0);
        }
        Spread spread = Spread.of(values);
        double range = spread.max() - spread.min();
        if (range == 0) {
            return new Histogram(spread.min(), 0, new int[] {values.length}, values.length);
        }
        int[] counts = new int[bins];
        double width = range / bins;
        for (double value : values) {
            counts[Math.min(bins - 1, (int) ((value - spread.min()) / width))]++;
        }
        return new Histogram(spread.min(), width, counts, values.length);
    }
}
