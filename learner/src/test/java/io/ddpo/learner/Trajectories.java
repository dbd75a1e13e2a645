package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Trajectory;
import java.nio.ByteBuffer;
import java.util.List;

/** A trajectory of the small run, and its advantage, to vary in tests. */
final class Trajectories {
    static final String ID = "t000000-00000-0000";

    private Trajectories() {}

    static Trajectory.Builder some() {
        return Trajectory.newBuilder()
                .setId(ID)
                .setRequestId("t000000-00000")
                .setIndexInRequest(0)
                .setIteration(0)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(0)
                .setBaseDigest(Specifications.small().getBaseModel().getDigest())
                .setPrompt("a fox")
                .setSeed(3)
                .setTimesteps(List.of(751, 501, 251, 1))
                .setLatentDtype(LatentDtype.FLOAT32)
                .setLatentShape(List.of(5, 3, 16, 16))
                .setLatents(ByteBuffer.allocate(5 * 3 * 16 * 16 * Float.BYTES))
                .setLogProbabilities(List.of(0f, 0f, 0f, 0f))
                .setGuidanceScale(5)
                .setEta(1)
                .setSampler("sampler-1");
    }

    static Advantage advantage(String id, double value) {
        return advantage(id).setAdvantage(value).build();
    }

    static Advantage.Builder advantage(String id) {
        return Advantage.newBuilder()
                .setTrajectoryId(id)
                .setRequestId(id.substring(0, id.lastIndexOf('-')))
                .setIndexInRequest(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)))
                .setPolicyVersion(0)
                .setPrompt("a fox")
                .setReward(1)
                .setAdvantage(1)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.BATCH)
                .setCount(6)
                .setTrajectory(new Location("demo.trajectories", 0, 0L, id, "0".repeat(64)));
    }
}
