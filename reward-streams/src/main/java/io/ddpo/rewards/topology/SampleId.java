package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;

/** Which requested sample a record is about. */
record SampleId(Purpose purpose, int iteration, String trajectoryId) {
    static SampleId of(Outcome outcome) {
        return new SampleId(outcome.getPurpose(), outcome.getIteration(), outcome.getTrajectoryId());
    }

    static SampleId of(Reward reward) {
        return new SampleId(reward.getPurpose(), reward.getIteration(), reward.getTrajectoryId());
    }
}
