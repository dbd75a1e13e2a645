package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RegressionSettings;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The part of a specification that a running run may change, as text by path: what control commands carry and manifests
 * record. A number's text is exact, so that a restart goes on with the same value.
 */
public final class ChangeableSettings {
    private static final Map<String, Setting<?>> SETTINGS = new TreeMap<>();

    static {
        integer("iterations", RunSpecification::getIterations, RunSpecification.Builder::setIterations);

        SETTINGS.put(
                PromptWeights.PATH,
                new Setting<>(
                        "lines of a weight, a space and a prompt",
                        RunSpecification::getPromptWeights,
                        PromptWeights::text,
                        PromptWeights::parse,
                        RunSpecification.Builder::setPromptWeights));

        objective("clipRange", Objective::getClipRange, Objective.Builder::setClipRange);
        objective("advantageClamp", Objective::getAdvantageClamp, Objective.Builder::setAdvantageClamp);

        objective(
                "regression.beta",
                objective -> objective.getRegression().getBeta(),
                (objective, value) -> objective.setRegression(RegressionSettings.newBuilder(objective.getRegression())
                        .setBeta(value)
                        .build()));
        objective(
                "kl.coefficient",
                objective -> objective.getKl().getCoefficient(),
                (objective, value) -> objective.setKl(KlSettings.newBuilder(objective.getKl())
                        .setCoefficient(value)
                        .build()));

        training("learningRate", TrainingSettings::getLearningRate, TrainingSettings.Builder::setLearningRate);
        training("weightDecay", TrainingSettings::getWeightDecay, TrainingSettings.Builder::setWeightDecay);
        training("maxGradNorm", TrainingSettings::getMaxGradNorm, TrainingSettings.Builder::setMaxGradNorm);
        training(
                "timestepFraction",
                TrainingSettings::getTimestepFraction,
                TrainingSettings.Builder::setTimestepFraction);

        real(
                "rewardFailure.maxFailedShare",
                run -> run.getRewardFailure().getMaxFailedShare(),
                (run, value) -> run.setRewardFailure(RewardFailurePolicy.newBuilder(run.getRewardFailure())
                        .setMaxFailedShare(value)
                        .build()));
        integer(
                "evaluation.every",
                run -> run.getEvaluation().getEvery(),
                (run, value) -> run.setEvaluation(EvaluationSettings.newBuilder(run.getEvaluation())
                        .setEvery(value)
                        .build()));

        real(
                "guard.fall",
                run -> run.getGuard().getFall(),
                (run, value) -> run.setGuard(
                        GuardSettings.newBuilder(run.getGuard()).setFall(value).build()));
        SETTINGS.put(
                "guard.onOveroptimisation",
                new Setting<>(
                        "one of ignore, alert, stop, rollback",
                        run -> run.getGuard().getOnOveroptimisation(),
                        action -> action.name().toLowerCase(Locale.ROOT),
                        text -> OnOveroptimisation.valueOf(text.toUpperCase(Locale.ROOT)),
                        (run, value) -> run.setGuard(GuardSettings.newBuilder(run.getGuard())
                                .setOnOveroptimisation(value)
                                .build())));

        retention(
                "weightsKeepLast",
                RetentionSettings::getWeightsKeepLast,
                RetentionSettings.Builder::setWeightsKeepLast);
        retention(
                "weightsKeepEvery",
                RetentionSettings::getWeightsKeepEvery,
                RetentionSettings.Builder::setWeightsKeepEvery);
        retention(
                "trainingStateKeepLast",
                RetentionSettings::getTrainingStateKeepLast,
                RetentionSettings.Builder::setTrainingStateKeepLast);
    }

    private ChangeableSettings() {}

    /** The value of every changeable setting, by path. */
    public static Map<String, String> of(RunSpecification specification) {
        Map<String, String> values = new TreeMap<>();
        SETTINGS.forEach((path, setting) -> values.put(path, setting.text(specification)));
        return values;
    }

    /**
     * The specification with changes.
     *
     * @param changes new values by path; the others stay
     * @throws IllegalArgumentException if a path is not changeable, a value unreadable, or the result not a sound
     *     specification; the message has all problems
     */
    public static RunSpecification apply(RunSpecification specification, Map<String, String> changes) {
        List<String> problems = new ArrayList<>();
        RunSpecification.Builder builder = RunSpecification.newBuilder(specification);
        new TreeMap<>(changes).forEach((path, text) -> {
            Setting<?> setting = SETTINGS.get(path);
            if (setting == null) {
                problems.add(path + ": expected one of " + String.join(", ", SETTINGS.keySet()));
            } else {
                setting.set(builder, path, text, problems);
            }
        });
        RunSpecification changed = builder.build();
        problems.addAll(SpecificationCheck.problems(changed));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return changed;
    }

    private static void objective(
            String name, Function<Objective, Double> get, BiConsumer<Objective.Builder, Double> set) {
        real("objective." + name, run -> get.apply(run.getObjective()), (run, value) -> {
            Objective.Builder builder = Objective.newBuilder(run.getObjective());
            set.accept(builder, value);
            run.setObjective(builder.build());
        });
    }

    private static void training(
            String name, Function<TrainingSettings, Double> get, BiConsumer<TrainingSettings.Builder, Double> set) {
        real("training." + name, run -> get.apply(run.getTraining()), (run, value) -> {
            TrainingSettings.Builder builder = TrainingSettings.newBuilder(run.getTraining());
            set.accept(builder, value);
            run.setTraining(builder.build());
        });
    }

    private static void retention(
            String name, Function<RetentionSettings, Integer> get, BiConsumer<RetentionSettings.Builder, Integer> set) {
        integer("retention." + name, run -> get.apply(run.getRetention()), (run, value) -> {
            RetentionSettings.Builder builder = RetentionSettings.newBuilder(run.getRetention());
            set.accept(builder, value);
            run.setRetention(builder.build());
        });
    }

    private static void real(
            String path, Function<RunSpecification, Double> get, BiConsumer<RunSpecification.Builder, Double> set) {
        SETTINGS.put(path, new Setting<>("a number", get, Object::toString, Double::valueOf, set));
    }

    private static void integer(
            String path, Function<RunSpecification, Integer> get, BiConsumer<RunSpecification.Builder, Integer> set) {
        SETTINGS.put(path, new Setting<>("a whole number", get, Object::toString, Integer::valueOf, set));
    }

    private record Setting<V>(
            String expected,
            Function<RunSpecification, V> get,
            Function<V, String> write,
            Function<String, V> parse,
            BiConsumer<RunSpecification.Builder, V> set) {

        String text(RunSpecification specification) {
            return write.apply(get.apply(specification));
        }

        void set(RunSpecification.Builder builder, String path, String text, List<String> problems) {
            try {
                set.accept(builder, parse.apply(text));
            } catch (IllegalArgumentException e) {
                problems.add(path + ": expected " + expected + ", found '" + text + "'");
            }
        }
    }
}
