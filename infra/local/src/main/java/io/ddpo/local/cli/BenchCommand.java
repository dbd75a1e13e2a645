package io.ddpo.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.policy.ClippedImportance;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.PolicyGradient;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo bench}: how fast this machine samples and trains, without the log. */
@Command(
        name = "bench",
        description = {
            "Measure sampling and training of a model on this machine, without Kafka, and print medians as JSON.",
            "docs/bench/bench_pytorch.py does the same in PyTorch with the same options."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo bench", "  ddpo bench --model models/emoji-32 --lora-rank 0 --guidance 1 --threads 2"})
final class BenchCommand implements Callable<Integer> {
    private static final List<String> PROMPTS =
            List.of("a cat", "a dog", "a fox", "a horse", "a bee", "an ant", "a fish", "a whale", "a pig", "a llama");

    @Option(names = "--model", paramLabel = "DIR", description = "Default: the model that is shipped.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--requests", paramLabel = "N", defaultValue = "4", description = "Sampling batches a round.")
    private int requests;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", description = "Samples in a batch.")
    private int batch;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "20", description = "Denoising steps.")
    private int steps;

    @Option(names = "--guidance", paramLabel = "W", defaultValue = "5", description = "1 for none.")
    private double guidance;

    @Option(names = "--updates", paramLabel = "N", defaultValue = "2", description = "Optimiser steps a round.")
    private int updates;

    @Option(names = "--lora-rank", paramLabel = "R", defaultValue = "4", description = "0 trains the full UNet.")
    private int loraRank;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Cores to use.")
    private int threads;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds; one more warms up.")
    private int rounds;

    @Mixin
    private TrainingOptions training;

    @Spec
    private CommandSpec spec;

    private record Round(double samplesPerSecond, double updatesPerSecond, double maxLogRatio) {}

    @Override
    public Integer call() throws IOException {
        Inputs.require(
                requests % updates == 0, "--updates: expected a divisor of " + requests + " requests, got " + updates);
        LocalModel local = LocalModel.open(model.orElseGet(LocalModel::shipped));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        try (Kernels kernels = training.compute().open();
                Policy policy = policy(kernels, local);
                AdamW optimiser = new AdamW(kernels, policy.trainable())) {
            Kernels.intraOpThreads(threads);
            List<Round> measured = new ArrayList<>();
            for (int i = 0; i <= rounds; i++) {
                terminal.status("round " + i + " of " + rounds);
                measured.add(round(policy, optimiser, i));
            }
            terminal.status("");
            terminal.line(report(measured.subList(1, measured.size())));
        }
        return 0;
    }

    private Policy policy(Kernels kernels, LocalModel local) throws IOException {
        return loraRank == 0
                ? Policy.full(kernels, local.folder(), training.settings())
                : Policy.lora(
                        kernels,
                        local.folder(),
                        new LoraSettings(loraRank, loraRank, LoraSettings.ATTENTION, 0),
                        training.settings());
    }

    private Round round(Policy policy, AdamW optimiser, int index) {
        Rollout rollout = new Rollout(policy, new RolloutSettings(steps, 1, guidance, false));
        long start = System.nanoTime();
        List<List<Trajectory>> drawn = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            long seed = ((long) index * requests + request) * batch;
            drawn.add(rollout.run(
                    prompts(request), LongStream.range(seed, seed + batch).toArray(), step -> {}));
        }
        long sampled = System.nanoTime();
        double maxLogRatio = train(policy, optimiser, drawn);
        long trained = System.nanoTime();
        return new Round(
                requests * batch / ((sampled - start) / 1e9), updates / ((trained - sampled) / 1e9), maxLogRatio);
    }

    private List<String> prompts(int request) {
        List<String> prompts = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            prompts.add(PROMPTS.get((request * batch + i) % PROMPTS.size()));
        }
        return prompts;
    }

    /** Each update takes its share of the requests at every timestep; advantages alternate. */
    private double train(Policy policy, AdamW optimiser, List<List<Trajectory>> drawn) {
        PolicyGradient objective = new PolicyGradient(policy, guidance);
        List<DdimStep> schedule = policy.scheduler().steps(steps, 1);
        int each = requests / updates;
        double maxLogRatio = 0;
        for (int update = 0; update < updates; update++) {
            for (int request = update * each; request < (update + 1) * each; request++) {
                for (int t = 0; t < steps; t++) {
                    float[] ratios = accumulate(objective, drawn.get(request), schedule.get(t), t, request, each);
                    for (float ratio : update == 0 ? ratios : new float[0]) {
                        maxLogRatio = Math.max(maxLogRatio, Math.abs(ratio));
                    }
                }
            }
            optimiser.step(AdamWSettings.ddpo(3e-4));
        }
        return maxLogRatio;
    }

    private float[] accumulate(
            PolicyGradient objective, List<Trajectory> trajectories, DdimStep step, int t, int request, int each) {
        int size = trajectories.get(0).last().length;
        float[] x = new float[batch * size];
        float[] next = new float[batch * size];
        float[] logs = new float[batch];
        float[] advantages = new float[batch];
        for (int n = 0; n < batch; n++) {
            System.arraycopy(trajectories.get(n).latents()[t], 0, x, n * size, size);
            System.arraycopy(trajectories.get(n).latents()[t + 1], 0, next, n * size, size);
            logs[n] = trajectories.get(n).logProbabilities()[t];
            advantages[n] = n % 2 == 0 ? 1 : -1;
        }
        Transitions transitions = new Transitions(x, next, Collections.nCopies(batch, step), prompts(request));
        return objective
                .accumulate(transitions, logs, new ClippedImportance(advantages, 1e-4), 1.0 / (each * steps))
                .logRatios();
    }

    private String report(List<Round> measured) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        double perUpdate = (double) requests * batch / updates;
        double updatesPerSecond =
                median(measured.stream().map(Round::updatesPerSecond).toList());
        report.put(
                "samplesPerSecond",
                median(measured.stream().map(Round::samplesPerSecond).toList()));
        report.put("updatesPerSecond", updatesPerSecond);
        report.put("samplesTrainedPerSecond", updatesPerSecond * perUpdate);
        report.put(
                "maxLogRatioOnPolicy",
                Collections.max(measured.stream().map(Round::maxLogRatio).toList()));
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
