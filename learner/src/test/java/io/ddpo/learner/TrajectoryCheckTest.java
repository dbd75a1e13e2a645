package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.schemas.avro.Trajectory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrajectoryCheckTest {
    private final TrajectoryCheck check = new TrajectoryCheck(
            Specifications.small(),
            Stream.of(751, 501, 251, 1)
                    .map(timestep -> new DdimStep(timestep, 1, 1, 1, 1, 1))
                    .toList(),
            new int[] {3, 16, 16});

    @Test
    void passesWhatTheRunAskedFor() {
        assertThatCode(() -> require(Trajectories.some())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatTheRunDidNotAskFor(Trajectory.Builder changed, String sentence) {
        assertThatThrownBy(() -> require(changed))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessage("trajectory t000000-00000-0000 of sampler sampler-1: expected " + sentence);
    }

    static Stream<Arguments> refusesWhatTheRunDidNotAskFor() {
        String digest = Specifications.small().getBaseModel().getDigest();
        return Stream.of(
                argumentSet("version", Trajectories.some().setPolicyVersion(2), "policyVersion 0, found 2"),
                argumentSet("prompt", Trajectories.some().setPrompt("a cat"), "prompt a fox, found a cat"),
                argumentSet("base", Trajectories.some().setBaseDigest("x"), "baseDigest " + digest + ", found x"),
                argumentSet("guidance", Trajectories.some().setGuidanceScale(4), "guidanceScale 5.0, found 4.0"),
                argumentSet("eta", Trajectories.some().setEta(0.5), "eta 1.0, found 0.5"),
                argumentSet(
                        "timesteps",
                        Trajectories.some().setTimesteps(List.of(1)),
                        "timesteps [751, 501, 251, 1], found [1]"),
                argumentSet(
                        "shape",
                        Trajectories.some().setLatentShape(List.of(5, 4, 8, 8)),
                        "latentShape [5, 3, 16, 16], found [5, 4, 8, 8]"),
                argumentSet(
                        "bytes",
                        Trajectories.some().setLatents(ByteBuffer.allocate(12)),
                        "bytes of latents 15360, found 12"),
                argumentSet(
                        "infinite log-probability",
                        Trajectories.some().setLogProbabilities(List.of(0f, Float.NEGATIVE_INFINITY, 0f, 0f)),
                        "finite logProbabilities, found others"),
                argumentSet(
                        "latents that are no numbers",
                        Trajectories.some().setLatents(notNumbers()),
                        "finite latents, found others"),
                argumentSet(
                        "log-probabilities",
                        Trajectories.some().setLogProbabilities(List.of(0f)),
                        "number of logProbabilities 4, found 1"));
    }

    private static ByteBuffer notNumbers() {
        ByteBuffer latents = ByteBuffer.allocate(5 * 3 * 16 * 16 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return latents.putFloat(latents.capacity() - Float.BYTES, Float.NaN);
    }

    private void require(Trajectory.Builder trajectory) {
        check.require(Trajectories.advantage(Trajectories.ID, 1), trajectory.build());
    }
}
