package io.ddpo.local.demo;

import io.ddpo.local.history.GuardFigures;
import io.ddpo.local.report.Summary;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.RunSpecification;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a demo shows: what happens where, a line for each iteration, and a bar for what is under way. */
final class DemoScreen {
    private static final int BAR = 24;

    private final Terminal terminal;
    private final RunSpecification run;
    private int shown;
    private int judged;

    DemoScreen(Terminal terminal, RunSpecification run) {
        this.terminal = terminal;
        this.run = run;
    }

    void banner(String bootstrapServers, int samplers, Path out) {
        String learns = run.getTraining()
                .getLora()
                .map(lora -> "LoRA of rank " + lora.getRank())
                .orElse("full UNet");
        String mode = run.getStaleness() == 0 ? "lockstep" : "pipelined, staleness " + run.getStaleness();
        terminal.line("%s on %s: %d iterations of %d samples, %s, seed %d"
                .formatted(
                        run.getObjective().getAlgorithm().name().replace('_', '-'),
                        run.getReward().getName(),
                        run.getIterations(),
                        run.getSamplesPerIteration(),
                        mode,
                        run.getSeed()));
        terminal.line("");
        terminal.line("  broker   Kafka at %s, its log in %s".formatted(bootstrapServers, out.resolve("kafka")));
        terminal.line("  sampler  requests → trajectories: %d × %s, %d steps, guidance %s"
                .formatted(
                        samplers,
                        Path.of(run.getBaseModel().getReference()).getFileName(),
                        run.getSampling().getSteps(),
                        run.getSampling().getGuidanceScale()));
        terminal.line("  rewards  samples → rewards → advantages: Kafka Streams");
        terminal.line("  learner  trajectories + advantages → weights: %s, AdamW at %s, %d updates an iteration"
                .formatted(
                        learns,
                        run.getTraining().getLearningRate(),
                        run.getTraining().getUpdatesPerBatch()
                                * run.getTraining().getInnerEpochs()));
        terminal.line("  log      %s; Ctrl-C stops, the same command goes on".formatted(out.resolve("ddpo.log")));
        terminal.line("");
    }

    /** Where the run can be seen, or why it cannot; the demo goes on either way. */
    void console(String sentence) {
        terminal.line("  console  " + sentence);
        terminal.line("");
    }

    /** The run is done; others that were launched beside it are not. */
    void waitsFor(List<String> runs) {
        terminal.status("");
        terminal.line("the run is done; the console still trains %s. Ctrl-C ends that, ./ddpo resume goes on"
                .formatted(String.join(", ", runs)));
    }

    /** Shows the iterations that are new, and what is under way. */
    void show(RunView view) {
        List<IterationFigures> iterations = view.iterations();
        for (; shown < iterations.size(); shown++) {
            terminal.line(line(iterations.subList(0, shown + 1)));
        }
        List<GuardFigures> judgements = view.judgements();
        for (; judged < judgements.size(); judged++) {
            GuardFigures latest = judgements.get(judged);
            if (latest.overoptimised()) {
                terminal.line("version %d is over-optimised: %s".formatted(latest.version(), latest.reason()));
            }
        }
        terminal.status(status(view));
    }

    private String line(List<IterationFigures> soFar) {
        IterationFigures latest = soFar.get(soFar.size() - 1);
        double[] means =
                soFar.stream().mapToDouble(IterationFigures::rewardMean).toArray();
        return String.format(
                Locale.ROOT,
                "iteration %2d/%d  reward %8.4f ± %.4f  %5.1f samples/s  %4.0f s  %s",
                latest.iteration() + 1,
                run.getIterations(),
                latest.rewardMean(),
                latest.rewardStd(),
                latest.samplesPerSecond(),
                latest.seconds(),
                Bars.sparkline(means));
    }

    private String status(RunView view) {
        RunView.Stage stage = view.stage();
        int iteration = Math.min(run.getIterations(), view.iterations().size() + 1);
        String counted = stage.all() > 1
                ? "%d/%d".formatted((int) stage.done(), (int) stage.all())
                : "%d%%".formatted(Math.round(100 * stage.share()));
        String rate = view.samplesPerSecond() > 0
                ? String.format(Locale.ROOT, "  sampler %.1f/s", view.samplesPerSecond())
                : "";
        return "iteration %2d/%d  %-8s %s %s%s"
                .formatted(
                        iteration, run.getIterations(), stage.name(), Bars.progress(stage.share(), BAR), counted, rate);
    }

    /**
     * Says that the work has ended before the run has.
     *
     * @param again what goes on after an interruption
     * @param afterStop what goes on after a command to stop
     */
    void ended(RunView view, String again, String afterStop) {
        String by = view.stoppedByCommand().map(reason -> " by " + reason + ",").orElse("");
        terminal.status("");
        terminal.line("stopped%s after %d of %d iterations; nothing is lost. To go on: %s"
                .formatted(by, view.iterations().size(), run.getIterations(), by.isEmpty() ? again : afterStop));
    }

    /** Says what came out of it. */
    void results(Summary summary, Path out) {
        terminal.status("");
        terminal.line("");
        Summary.MeanStd first = summary.reward().first();
        Summary.MeanStd last = summary.reward().last();
        terminal.line(String.format(
                Locale.ROOT,
                "reward %.4f → %.4f, %+.1f standard deviations of the base model, in %.0f s",
                first.mean(),
                last.mean(),
                (last.mean() - first.mean()) / first.std(),
                summary.seconds()));
        terminal.line(judged(summary));
        terminal.line("results in %s: report.html, reward.png, before-after.png, gallery.png, summary.json, policy"
                .formatted(out));
        terminal.line("try: ./ddpo sample --model %s --prompt \"%s\""
                .formatted(out.resolve("policy"), run.getPrompts().get(0).getText()));
    }

    private static String judged(Summary summary) {
        if (summary.judgeAccuracy() == null) {
            return "no judge looked at the pictures: the model has none, or a prompt no noun";
        }
        return "the judge recognises %d%% of the pictures under the base, %d%% under the last version"
                .formatted(
                        Math.round(100 * summary.judgeAccuracy().base()),
                        Math.round(100 * summary.judgeAccuracy().last()));
    }
}
