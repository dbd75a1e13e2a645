package io.ddpo.console.model;

/**
 * How much of one run is kept in memory. What goes beyond is let go, the oldest first; the log still has it.
 *
 * @param samples judged samples, about 600 bytes each; of an iteration that was let go the statistics stay
 * @param points metric points, about 400 bytes each; beyond it the older half is thinned out
 * @param workers heartbeats
 * @param events commands and dead letters, each
 */
public record ModelLimits(int samples, int points, int workers, int events) {
    /** 200 iterations of 256 samples with room to spare: about 100 MiB at the most. */
    public static final ModelLimits DEFAULT = new ModelLimits(100_000, 40_000, 1_000, 1_000);

    public ModelLimits {
        if (samples < 1 || points < 2 || workers < 1 || events < 1) {
            throw new IllegalArgumentException(
                    "limits: expected at least 1 (2 points), got %d samples, %d points, %d workers, %d events"
                            .formatted(samples, points, workers, events));
        }
    }
}
