package io.ddpo.local.cli;

import io.ddpo.local.cluster.Tether;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line {@code ddpo}. */
@Command(
        name = "ddpo",
        description = "Reinforcement learning for diffusion models as an event log on Kafka.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ControlCommand.class,
            ReplayCommand.class,
            ForkCommand.class,
            ResumeCommand.class,
            ConsoleCommand.class,
            RunsCommand.class,
            TopicsCommand.class,
            DeleteRunCommand.class,
            ExportRunCommand.class,
            ImportRunCommand.class,
            AclCommand.class,
            SampleCommand.class,
            InspectCommand.class,
            DoctorCommand.class,
            ExportCommand.class,
            MergeCommand.class,
            ScoreCommand.class,
            CompareCommand.class,
            JudgeCommand.class,
            EvaluatorCommand.class,
            PretrainCommand.class,
            BenchCommand.class,
            SamplerCommand.class,
            RewardsCommand.class,
            ScorerCommand.class,
            LearnerCommand.class,
            FleetCommand.class,
            KeepCommand.class,
            BrokerCommand.class,
            RegistryCommand.class,
            UpCommand.class,
            StatusCommand.class,
            ScaleCommand.class,
            DownCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo demo                                   train a small model, here and now",
            "  ddpo sample --prompt \"a fox\" --out fox.png   see what a model draws",
            "  ddpo demo --help                            every option of a command"
        })
public final class Main implements Runnable {
    private static final Pattern VALUE = Pattern.compile("(?<='--[\\w.-]{1,200})=[^']*");

    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** Does not return: the process ends with the status of {@link ExitCode}. */
    public static void main(String[] args) {
        Tether.attachIfTied();
        System.exit(run(args));
    }

    /** Runs one command line in this JVM and returns its status. */
    public static int run(String... args) {
        return commandLine().setOut(Terminal.utf8Output()).execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler((e, command, parsed) ->
                        report(command, Failures.exit(command.getCommandSpec().qualifiedName(), e)));
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none");
    }

    private static int misunderstood(ParameterException e, String[] args) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String sentence = "%s: %s; see %s --help".formatted(command, withoutValues(e), command);
        return report(e.getCommandLine(), new Exit(ExitCode.USAGE, sentence));
    }

    /** What follows an option that is not known may be a secret that was meant for another place. */
    private static String withoutValues(ParameterException e) {
        return e instanceof UnmatchedArgumentException
                ? VALUE.matcher(e.getMessage()).replaceAll("=***")
                : e.getMessage();
    }

    private static int report(CommandLine command, Exit exit) {
        PrintWriter err = command.getErr();
        err.println(exit.sentence());
        err.flush();
        return exit.code().status();
    }
}
