package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.RegressionSettings;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.util.Map;
import java.util.Optional;

/**
 * In what a run is to differ from the one that it comes from.
 *
 * @param algorithm another one; it comes with the settings that the demo has for it
 * @param reward another one
 * @param settings new values of {@link ChangeableSettings} by their path, which win over everything else
 */
public record RunChanges(
        Optional<DemoAlgorithm> algorithm, Optional<RewardSettings> reward, Map<String, String> settings) {
    private static final double PERCENTILE = 90;

    public RunChanges {
        settings = Map.copyOf(settings);
    }

    /**
     * The run under another name, with the changes.
     *
     * @throws IllegalArgumentException with every problem of what comes out
     */
    RunSpecification of(RunSpecification.Builder from) {
        RunSpecification.Builder changed = RunSpecification.newBuilder(from);
        algorithm
                .filter(other -> other.algorithm() != from.getObjective().getAlgorithm())
                .ifPresent(other -> {
                    changed.setObjective(objective(from.getObjective(), other));
                    changed.setTraining(training(from.getTraining(), other));
                });
        reward.ifPresent(other -> changed.setReward(other).setGuard(guard(from.getGuard(), other.getName())));
        return ChangeableSettings.apply(changed.build(), settings);
    }

    /** A reward that is trained on guards nothing. */
    private static GuardSettings guard(GuardSettings from, String trained) {
        return GuardSettings.newBuilder(from)
                .setRewards(from.getRewards().stream()
                        .filter(guard -> !guard.getName().equals(trained))
                        .toList())
                .build();
    }

    private static Objective objective(Objective from, DemoAlgorithm other) {
        Objective.Builder objective = Objective.newBuilder(from).setAlgorithm(other.algorithm());
        if (other.algorithm() == Algorithm.RWR || other.algorithm() == Algorithm.RWR_SPARSE) {
            objective.setRegression(
                    new RegressionSettings(DemoTraining.BETA, other == DemoAlgorithm.RWR_SPARSE, PERCENTILE));
            objective.setKl(new KlSettings(from.getKl().getTransitions(), 0.0));
        }
        return objective.build();
    }

    /** Adapters keep their learning rate, which depends on how far they have to move in the model. */
    private static TrainingSettings training(TrainingSettings from, DemoAlgorithm other) {
        return TrainingSettings.newBuilder(from)
                .setUpdatesPerBatch(other.updates())
                .setInnerEpochs(other.passes())
                .setTimestepFraction(other.timestepFraction())
                .setLearningRate(from.getLora().isPresent() ? from.getLearningRate() : other.learningRate())
                .build();
    }
}
