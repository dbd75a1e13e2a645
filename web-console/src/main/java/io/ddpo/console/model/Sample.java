package io.ddpo.console.model;

import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.util.Map;
import java.util.Optional;

/**
 * One judged sample.
 *
 * @param index position in its request
 * @param picture where the outcome lies that was judged
 * @param reward NaN if there is none
 * @param components what the reward consists of, and what was measured on the way
 */
public record Sample(
        String id,
        String requestId,
        int index,
        int iteration,
        boolean evaluation,
        int version,
        String prompt,
        Map<String, String> metadata,
        long seed,
        String sampler,
        Optional<Location> trajectory,
        PictureLocation picture,
        double reward,
        Map<String, Double> components,
        Optional<Failure> failure) {

    /** @param prompt the same text, shared by all samples of the prompt */
    static Sample of(Reward record, String prompt) {
        Score score = record.getResult() instanceof Score scored ? scored : null;
        return new Sample(
                record.getTrajectoryId(),
                record.getRequestId(),
                record.getIndexInRequest(),
                record.getIteration(),
                record.getPurpose() == Purpose.EVALUATION,
                record.getPolicyVersion(),
                prompt,
                Map.copyOf(record.getMetadata()),
                record.getSeed(),
                record.getSampler(),
                record.getTrajectory(),
                record.getPicture(),
                score == null ? Double.NaN : score.getValue(),
                score == null ? Map.of() : Map.copyOf(score.getComponents()),
                score == null ? Optional.of((Failure) record.getResult()) : Optional.empty());
    }

    /** Whether there is a picture: sampling went well, whatever scoring said. */
    public boolean hasPicture() {
        return trajectory.isPresent();
    }

    boolean isScored() {
        return failure.isEmpty();
    }
}
