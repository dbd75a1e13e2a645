package io.ddpo.learner;

import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * When requests are issued again: the log loses none, but Kafka drops what was delivered too often without a word.
 *
 * @param after how long nothing may come back
 */
record Reissue(Duration after) {

    /**
     * The requests that lack outcomes, under the ids they had, once nothing has come back for too long.
     *
     * @param missing ids without an outcome
     * @param lastNews when an outcome came, or requests were issued
     */
    List<RolloutRequest> due(List<RolloutRequest> requests, Set<String> missing, Instant lastNews, Instant now) {
        if (Duration.between(lastNews, now).compareTo(after) < 0) {
            return List.of();
        }
        return requests.stream()
                .filter(request -> request.getSamples().stream().anyMatch(sample -> lacks(sample, missing)))
                .toList();
    }

    private static boolean lacks(RequestedSample sample, Set<String> missing) {
        return !sample.getPadding() && missing.contains(sample.getTrajectoryId());
    }
}
