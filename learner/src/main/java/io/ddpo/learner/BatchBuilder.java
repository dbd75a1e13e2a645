package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Puts the trajectories of an iteration, which arrive in the order of the log, in canonical order. */
final class BatchBuilder implements BiConsumer<Advantage, Trajectory>, AutoCloseable {
    private final TrajectoryCheck check;
    private final TrajectoryScratch scratch;
    private final TrainingSample[] samples;
    private final Map<String, Integer> positions = new HashMap<>();

    /**
     * A batch without trajectories.
     *
     * @param advantages in canonical order
     * @param scratch folder for the latents
     */
    BatchBuilder(List<Advantage> advantages, TrajectoryCheck check, Path scratch) {
        this.check = check;
        int dimensions = Arrays.stream(check.latentShape()).reduce(1, Math::multiplyExact);
        this.scratch = TrajectoryScratch.in(scratch, check.steps().size(), dimensions);
        this.samples = new TrainingSample[advantages.size()];
        advantages.forEach(advantage -> positions.put(advantage.getTrajectoryId(), positions.size()));
    }

    @Override
    public void accept(Advantage advantage, Trajectory trajectory) {
        check.require(advantage, trajectory);
        int position = positions.get(advantage.getTrajectoryId());
        scratch.write(position, trajectory);
        float[] logProbabilities = new float[trajectory.getLogProbabilities().size()];
        for (int step = 0; step < logProbabilities.length; step++) {
            logProbabilities[step] = trajectory.getLogProbabilities().get(step);
        }
        samples[position] = new TrainingSample(
                trajectory.getId(),
                trajectory.getSampler(),
                trajectory.getPrompt(),
                advantage.getReward(),
                advantage.getAdvantage(),
                logProbabilities,
                position);
    }

    /**
     * The batch of the trajectories that have come, which owns the scratch file from here on.
     *
     * @param onPolicy whether the policy as it is now made them
     */
    TrainingBatch build(boolean onPolicy) {
        List<TrainingSample> come =
                Arrays.stream(samples).filter(Objects::nonNull).toList();
        return new TrainingBatch(come, scratch, check.steps(), onPolicy);
    }

    /** Gives the scratch file up. */
    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
