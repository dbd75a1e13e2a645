package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Reward;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Makes the record of a reward, wherever it was computed. */
public final class RewardRecords {
    private RewardRecords() {}

    /**
     * What is known of an outcome, and what a reward says about it.
     *
     * @param location where the outcome lies
     * @param result a {@link io.ddpo.schemas.avro.Score} or a {@link io.ddpo.schemas.avro.Failure}
     */
    public static Reward of(Outcome outcome, PictureLocation location, Object result) {
        return Reward.newBuilder()
                .setTrajectoryId(outcome.getTrajectoryId())
                .setRequestId(outcome.getRequestId())
                .setIndexInRequest(outcome.getIndexInRequest())
                .setIteration(outcome.getIteration())
                .setIterationSize(outcome.getIterationSize())
                .setPurpose(outcome.getPurpose())
                .setPolicyVersion(outcome.getPolicyVersion())
                .setPrompt(outcome.getPrompt())
                .setMetadata(outcome.getMetadata())
                .setSeed(outcome.getSeed())
                .setSampler(outcome.getSampler())
                .setTrajectory(outcome.getResult() instanceof Picture picture ? picture.getTrajectory() : null)
                .setPicture(location)
                .setResult(result)
                .build();
    }

    /**
     * The record of an evaluation, with what was seen of its picture beside the reward.
     *
     * @param guards what guard rewards say, by name
     * @param sketch of the picture, if there is one
     */
    public static Reward lookedAt(Reward reward, Map<String, Double> guards, Optional<byte[]> sketch) {
        return Reward.newBuilder(reward)
                .setGuards(guards)
                .setSketch(sketch.map(ByteBuffer::wrap).orElse(null))
                .build();
    }
}
