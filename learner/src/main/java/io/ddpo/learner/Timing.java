package io.ddpo.learner;

import java.time.Duration;
import java.util.Map;

/**
 * Where the wall time of an iteration went. What is neither waiting nor model computation is the learner's share of the
 * cost of the log.
 *
 * @param wall from the commit of its requests to the commit of its version
 * @param waiting until it was closed: sampling and scoring
 * @param reading of trajectories
 * @param model computation of training
 * @param judging until the evaluation was closed that the guard waits for: sampling and scoring, too
 * @param publishing of chunks
 */
record Timing(
        Duration wall, Duration waiting, Duration reading, Duration model, Duration judging, Duration publishing) {

    Map<String, Double> values() {
        return Map.of(
                "wallSeconds", seconds(wall),
                "waitingSeconds", seconds(waiting),
                "readingSeconds", seconds(reading),
                "modelSeconds", seconds(model),
                "judgingSeconds", seconds(judging),
                "publishingSeconds", seconds(publishing),
                "overheadSeconds", seconds(wall.minus(waiting).minus(model).minus(judging)));
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
