package io.ddpo.local.cli;

import io.ddpo.local.control.GivenCommand;
import io.ddpo.local.control.RunControl;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.specification.PromptWeights;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo control}: steers a run while it trains. */
@Command(
        name = "control",
        description = {
            "Steer a run while it trains. Every command is a record in its log with who gave it, when and why, and shows"
                    + " among its metrics.",
            "How many samplers are wanted holds at once, everything else from the next iteration boundary on."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo control pause --out runs/demo --why \"the GPU is needed\"",
            "  ddpo control resume --out runs/demo --why \"it is free again\"",
            "  ddpo control set training.learningRate=1e-4 --run foxes --bootstrap localhost:9092 --why \"it wobbles\"",
            "  ddpo control prompts \"a fox=3\" \"a wolf=0.5\" --out runs/demo --why \"foxes lag behind\"",
            "  ddpo control samplers 3 --out runs/demo --why \"hurry\"",
            "  ddpo control log --out runs/demo"
        })
final class ControlCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Why, and who says so. */
    static final class Reason {
        @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason, for people.")
        private String why;

        @Option(
                names = "--who",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "Who gives the command. Default: ${DEFAULT-VALUE}.")
        private String who;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none");
    }

    @Command(
            name = "pause",
            description = "Finish what is under way, and request nothing more.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin ControlOptions target, @Mixin Reason reason) {
        return give(target, reason, effective -> RunCommand.pause());
    }

    @Command(name = "resume", description = "Go on after a pause or a stop.", mixinStandardHelpOptions = true)
    int resume(@Mixin ControlOptions target, @Mixin Reason reason) {
        return give(target, reason, effective -> RunCommand.resume());
    }

    @Command(
            name = "stop",
            description = "As pause, and samplers, rewards and learner leave.",
            mixinStandardHelpOptions = true)
    int stop(@Mixin ControlOptions target, @Mixin Reason reason) {
        return give(target, reason, effective -> RunCommand.stop());
    }

    @Command(
            name = "set",
            description = "Change settings from the next iteration on; docs/run-specification.md marks which may be.",
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "SETTING=VALUE", arity = "1..*", description = "Settings by their path.")
                    Map<String, String> settings,
            @Mixin ControlOptions target,
            @Mixin Reason reason) {
        return give(target, reason, effective -> RunCommand.settings(effective, settings));
    }

    @Command(
            name = "prompts",
            description = {
                "Draw prompts by weight from the next iteration on; those that are not named weigh 1, and 0 is never.",
                "This replaces all earlier weights: without any, every prompt is drawn as often."
            },
            mixinStandardHelpOptions = true)
    int prompts(
            @Parameters(paramLabel = "PROMPT=WEIGHT", arity = "0..*", description = "Prompts of the run by their text.")
                    Map<String, Double> weights,
            @Mixin ControlOptions target,
            @Mixin Reason reason) {
        Map<String, Double> given = weights == null ? Map.of() : weights;
        return give(
                target,
                reason,
                effective -> RunCommand.settings(effective, Map.of(PromptWeights.PATH, PromptWeights.text(given))));
    }

    @Command(
            name = "samplers",
            description = "Have so many samplers work on the run, from now on.",
            mixinStandardHelpOptions = true)
    int samplers(
            @Parameters(paramLabel = "N", description = "How many; 0 or more.") int count,
            @Mixin ControlOptions target,
            @Mixin Reason reason) {
        return give(target, reason, effective -> RunCommand.samplers(count));
    }

    @Command(
            name = "log",
            description = "Show every command so far, and what has become of it.",
            mixinStandardHelpOptions = true)
    int log(@Mixin ControlOptions target) {
        PrintWriter screen = spec.commandLine().getOut();
        for (GivenCommand given : target.on(RunControl::commands)) {
            screen.printf(
                    "%d  %s  %s: %s (%s)%n    %s%n",
                    given.offset(),
                    given.control().getTimestamp(),
                    given.control().getWho(),
                    RunCommand.of(given.control()).inWords(),
                    given.control().getWhy(),
                    given.effect());
        }
        screen.flush();
        return 0;
    }

    private int give(ControlOptions target, Reason reason, Function<RunSpecification, RunCommand> command) {
        Inputs.require(!reason.why.isBlank(), "--why: expected a reason, got none");
        GivenCommand given = target.on(control -> control.give(command, reason.who, reason.why));
        PrintWriter screen = spec.commandLine().getOut();
        screen.printf(
                "%s: in the log at offset %d%n", RunCommand.of(given.control()).inWords(), given.offset());
        screen.flush();
        return 0;
    }
}
