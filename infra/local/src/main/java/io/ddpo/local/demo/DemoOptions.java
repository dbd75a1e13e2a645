package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.tensor.DeviceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user can choose.
 *
 * @param model folder of the base model
 * @param reward name of the reward
 * @param rewardParameters its parameters by name
 * @param iterations to train
 * @param samples of one iteration
 * @param staleness how many versions the samples of an iteration may be behind
 * @param seed from which everything random derives
 * @param steps denoising steps of a sample
 * @param guidance scale of classifier-free guidance, in sampling and in training; 1 for none
 * @param learning by what it learns
 * @param loraRank rank of the adapters that are trained; 0 for the whole UNet
 * @param loraTargets layers that adapters adapt, by the end of their name; empty for what suits the model
 * @param device name of what samplers and learner compute on
 * @param compute how they compute
 * @param memoryBudget bytes that the learner's model and a micro-batch may take; no limit without
 * @param prompts file to read them from; the 45 animals without
 * @param evaluation how its versions are looked at
 * @param samplers how many work at the same time
 * @param port of the broker; 0 for any free one
 * @param out folder of the log and the results
 * @param fresh whether to delete what an earlier demo left in {@code out}
 * @param console whether to show the run in a browser meanwhile
 */
public record DemoOptions(
        String model,
        String reward,
        Map<String, String> rewardParameters,
        int iterations,
        int samples,
        int staleness,
        long seed,
        int steps,
        double guidance,
        DemoTraining learning,
        int loraRank,
        List<String> loraTargets,
        DeviceName device,
        ComputeSettings compute,
        Optional<Long> memoryBudget,
        Optional<Path> prompts,
        DemoEvaluation evaluation,
        int samplers,
        int port,
        Path out,
        boolean fresh,
        boolean console) {
    public DemoOptions {
        rewardParameters = Map.copyOf(rewardParameters);
    }

    Workplace workplace() {
        return new Workplace(List.of(device), samplers, port, out, fresh, console);
    }
}
