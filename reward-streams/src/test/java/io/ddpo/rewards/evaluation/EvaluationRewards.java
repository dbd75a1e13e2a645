package io.ddpo.rewards.evaluation;

import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.nio.ByteBuffer;
import java.util.Map;

/** Rewards of evaluations: two seeds of a prompt, sketches of three bytes. */
final class EvaluationRewards {
    private EvaluationRewards() {}

    static Reward scored(int version, String prompt, int index, double reward, int... sketch) {
        return of(version, prompt, index)
                .setResult(new Score(reward, Map.of()))
                .setGuards(Map.of("size", 2 * reward))
                .setSketch(bytes(sketch))
                .build();
    }

    static Reward failed(int version, String prompt, int index) {
        return of(version, prompt, index)
                .setResult(new Failure("sampling", "no memory"))
                .build();
    }

    static ByteBuffer bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    private static Reward.Builder of(int version, String prompt, int index) {
        return Reward.newBuilder()
                .setTrajectoryId("e" + version + "-" + index)
                .setRequestId("e" + version)
                .setIndexInRequest(index)
                .setIteration(version)
                .setIterationSize(4)
                .setPurpose(Purpose.EVALUATION)
                .setPolicyVersion(version)
                .setPrompt(prompt)
                .setSeed(index)
                .setSampler("sampler-1")
                .setPicture(new PictureLocation("demo.samples", 0, (long) index));
    }
}
