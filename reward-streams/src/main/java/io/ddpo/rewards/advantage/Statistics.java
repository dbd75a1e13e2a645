package io.ddpo.rewards.advantage;

import java.util.List;

/**
 * What rewards are normalised by.
 *
 * @param mean arithmetic mean; NaN of nothing
 * @param std population standard deviation; NaN of nothing
 * @param count how many values these are of
 */
record Statistics(double mean, double std, int count) {
    /** Sums in the order of the list, so that the same list gives the same bits. */
    static Statistics of(List<Double> values) {
        int count = values.size();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / count;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Statistics(mean, Math.sqrt(squares / count), count);
    }

    /** A reward normalised by these statistics, {@code floor} added to the standard deviation. */
    Normalised normalise(double reward, double floor, boolean ownPrompt) {
        double divisor = std + floor;
        return new Normalised((reward - mean) / divisor, mean, divisor, ownPrompt, count);
    }
}
