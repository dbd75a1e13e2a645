package io.ddpo.local.cli;

import io.ddpo.local.demo.DemoAlgorithm;
import io.ddpo.local.demo.RunChanges;
import io.ddpo.schemas.avro.RewardSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** In what a run is to differ from the one that it comes from. */
final class ChangeOptions {
    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description = "ddpo-is, ddpo-sf, rwr or rwr-sparse, with the settings that the demo has for it."
                    + " Default: that of the source, with its settings.")
    private Optional<String> algorithm = Optional.empty();

    @Option(names = "--reward", paramLabel = "NAME", description = "Another reward. Default: that of the source.")
    private Optional<String> reward = Optional.empty();

    @Option(
            names = "--reward-parameter",
            paramLabel = "NAME=VALUE",
            description = "A parameter of that reward, such as url=http://localhost:8000/. Repeatable.")
    private Map<String, String> rewardParameters = new TreeMap<>();

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Learning rate of AdamW.")
    private Optional<Double> learningRate = Optional.empty();

    @Option(names = "--beta", paramLabel = "BETA", description = "Of rwr: a sample weighs exp(BETA * reward).")
    private Optional<Double> beta = Optional.empty();

    @Option(
            names = "--on-overoptimisation",
            paramLabel = "ACTION",
            description = "What follows when the reward is over-optimised: ignore, alert, stop or rollback.")
    private Optional<String> onOveroptimisation = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Any setting that a running run may change, such as objective.clipRange=1e-4. Repeatable.")
    private Map<String, String> settings = new TreeMap<>();

    /** @param iterations to train, where the command has a say in it */
    RunChanges changes(Optional<Integer> iterations) {
        Inputs.require(
                reward.isPresent() || rewardParameters.isEmpty(),
                "--reward-parameter: expected a --reward that takes it");
        Map<String, String> all = new TreeMap<>(settings);
        learningRate.ifPresent(rate -> all.put("training.learningRate", rate.toString()));
        beta.ifPresent(value -> all.put("objective.regression.beta", value.toString()));
        onOveroptimisation.ifPresent(action -> all.put("guard.onOveroptimisation", action));
        iterations.ifPresent(number -> all.put("iterations", number.toString()));
        return new RunChanges(
                algorithm.map(name -> Inputs.sound(() -> DemoAlgorithm.of(name))),
                reward.map(name -> new RewardSettings(name, rewardParameters)),
                all);
    }
}
