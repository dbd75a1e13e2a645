package io.ddpo.rewards.topology;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.Purpose;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a sampler would publish, two samples a request. */
final class Outcomes {
    static final int ITERATION_SIZE = 4;
    private static final int BATCH = 2;

    private Outcomes() {}

    /** The samples of a whole iteration; the reward of each depends on iteration and index. */
    static List<Outcome> iteration(int iteration) {
        return IntStream.range(0, ITERATION_SIZE)
                .mapToObj(index -> picture(iteration, index, 10 * iteration + index * index))
                .toList();
    }

    /** A sample whose picture is {@code reward} under {@link TestReward}. */
    static Outcome picture(int iteration, int index, int reward) {
        return sample(iteration, index)
                .setResult(png(id(iteration, index), (byte) reward))
                .build();
    }

    static Outcome failed(int iteration, int index) {
        return sample(iteration, index)
                .setResult(new Failure("sampling", "no memory"))
                .build();
    }

    static Outcome evaluation(int iteration, int index) {
        return sample(iteration, index)
                .setTrajectoryId("evaluation-" + id(iteration, index))
                .setPurpose(Purpose.EVALUATION)
                .setResult(png("evaluation-" + id(iteration, index), (byte) 1))
                .build();
    }

    static String id(int iteration, int index) {
        return "t" + iteration + "-" + index;
    }

    static Picture png(String id, byte... png) {
        return new Picture(ByteBuffer.wrap(png), ByteBuffer.allocate(0), 1, 1, trajectory(id));
    }

    static Location trajectory(String id) {
        return new Location(TestRun.NAME + ".trajectories", 3, (long) id.hashCode(), id, "0".repeat(64));
    }

    private static Outcome.Builder sample(int iteration, int index) {
        return Outcome.newBuilder()
                .setTrajectoryId(id(iteration, index))
                .setRequestId("r" + iteration + "-" + index / BATCH)
                .setIndexInRequest(index % BATCH)
                .setIteration(iteration)
                .setIterationSize(ITERATION_SIZE)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(iteration)
                .setPrompt(index % 3 == 0 ? "an owl" : "a fox")
                .setMetadata(Map.of("index", Integer.toString(index)))
                .setSeed(index)
                .setSampler("sampler-1");
    }
}
