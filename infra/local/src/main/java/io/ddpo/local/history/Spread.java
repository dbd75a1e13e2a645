package io.ddpo.local.history;

import java.util.Collection;

/**
 * Mean and population standard deviation of some rewards.
 *
 * @param count how many there are, at least 1
 */
public record Spread(double mean, double std, int count) {
    /**
     * The spread of these values.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("expected at least one reward, got none");
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double variance = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return new Spread(mean, Math.sqrt(variance), values.size());
    }

    /**
     * The spread of all values of these together.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Spread pooled(Collection<Spread> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one reward, got none");
        }
        int count = parts.stream().mapToInt(Spread::count).sum();
        double mean = parts.stream().mapToDouble(part -> part.mean * part.count).sum() / count;
        double squares = parts.stream()
                .mapToDouble(part -> part.count * (part.std * part.std + (part.mean - mean) * (part.mean - mean)))
                .sum();
        return new Spread(mean, Math.sqrt(squares / count), count);
    }
}
