package io.ddpo.local.cli;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.pretrain.PretrainRun;
import io.ddpo.diffusion.pretrain.PretrainSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo pretrain}: a base model from an atlas of pictures. */
@Command(
        name = "pretrain",
        description = {
            "Train a base model from nothing on an atlas of labelled pictures.",
            "The folder holds the configurations of the model; weights, tokenizer and a sheet of samples are written into"
                    + " it. Interrupted, it goes on from its last checkpoint."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo pretrain --model models/emoji-32 --atlas models/atlas",
            "  ddpo pretrain --model my-model --atlas my-atlas --updates 10000 --threads 8"
        })
final class PretrainCommand implements Callable<Integer> {
    private static final int BAR = 30;

    /** Updates over which the printed loss is averaged. */
    private static final double SMOOTHING = 50;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Folder in diffusers layout with the configurations of UNet, text encoder and scheduler.")
    private Path model;

    @Option(
            names = "--atlas",
            paramLabel = "DIR",
            required = true,
            description = "Folder with atlas.tsv and its sheets of pictures.")
    private Path atlas;

    @Option(
            names = "--updates",
            paramLabel = "N",
            defaultValue = "4600",
            description = "Updates of 32 pictures in all. Default: ${DEFAULT-VALUE}.")
    private int updates;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            defaultValue = "250",
            description = "Updates between two checkpoints, each with a sheet of samples. Default: ${DEFAULT-VALUE}.")
    private int saveEvery;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Cores to use. Default: all.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec;

    private double loss = Double.NaN;

    @Override
    public Integer call() throws IOException {
        Inputs.require(updates >= 1, "--updates: expected at least 1, got " + updates);
        Inputs.require(saveEvery >= 1, "--save-every: expected at least 1, got " + saveEvery);
        Inputs.require(threads >= 1, "--threads: expected at least 1, got " + threads);
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        PretrainRun run = new PretrainRun(
                model,
                Atlas.read(atlas),
                PretrainSettings.shipped(updates, seed),
                new RolloutSettings(20, 1, 2, false),
                saveEvery);
        try (Kernels kernels = Kernels.onCpu()) {
            Kernels.intraOpThreads(threads);
            long start = System.nanoTime();
            int[] first = {-1};
            run.run(kernels, (step, steps, current) -> {
                first[0] = first[0] < 0 ? step - 1 : first[0];
                double seconds = (System.nanoTime() - start) / 1e9;
                report(terminal, step, steps, current, seconds / (step - first[0]));
            });
        }
        terminal.status("");
        terminal.line(
                "%s: %d updates, loss %.4f; look at %s".formatted(model, updates, loss, model.resolve("samples.png")));
        return 0;
    }

    private void report(Terminal terminal, int step, int steps, double current, double secondsPerUpdate) {
        loss = Double.isNaN(loss) ? current : loss + (current - loss) / SMOOTHING;
        Duration left = Duration.ofSeconds(Math.round((steps - step) * secondsPerUpdate));
        terminal.status("pre-training %s %d/%d  loss %.4f  %d:%02d:%02d left"
                .formatted(
                        Bars.progress((double) step / steps, BAR),
                        step,
                        steps,
                        loss,
                        left.toHours(),
                        left.toMinutesPart(),
                        left.toSecondsPart()));
        if (step % saveEvery == 0) {
            terminal.line("update %d of %d, loss %.4f".formatted(step, steps, loss));
        }
    }
}
