package io.ddpo.service.process;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import io.ddpo.service.settings.SettingsSpec;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A role as a process of its own: {@code --help}, settings, effective configuration, drain on SIGTERM, and at the end
 * one sentence on standard error and an exit code.
 */
public final class RoleMain {
    private final Role role;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream err;

    RoleMain(Role role, InstantSource clock, PrintStream out, PrintStream err) {
        this.role = role;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** The whole {@code main} of a role. Does not return. */
    public static void main(Role role, String[] args) {
        System.exit(run(role, List.of(args)).status());
    }

    /** The same for a program that ends the JVM itself, which it does next, with the status of the code. */
    public static ExitCode run(Role role, List<String> args) {
        RoleMain main = new RoleMain(role, InstantSource.system(), System.out, System.err);
        CompletableFuture<ExitCode> reported = new CompletableFuture<>();
        ExitCode code = main.run(args, System.getenv(), process -> drainOnExit(process, reported));
        reported.complete(code);
        return code;
    }

    /** @param started is given the process before its work begins, to see to signals */
    ExitCode run(List<String> args, Map<String, String> environment, Consumer<RoleProcess> started) {
        SettingsSpec spec = RoleSettings.of(role);
        if (args.contains("--help") || args.contains("-h")) {
            out.print(help(spec));
            return ExitCode.OK;
        }
        Settings settings;
        try {
            settings = spec.parse(args, environment);
        } catch (SettingsException e) {
            return report(Exits.of(role.name(), e));
        }
        out.print(settings.effective());
        RoleProcess process = new RoleProcess(role, settings, clock);
        started.accept(process);
        return report(process.run());
    }

    private static void drainOnExit(RoleProcess process, CompletableFuture<ExitCode> reported) {
        Runtime runtime = Runtime.getRuntime();
        DrainHook hook = new DrainHook(process, reported, process.longestStop(), runtime::halt);
        runtime.addShutdownHook(new Thread(hook, "drain"));
    }

    private ExitCode report(Exit exit) {
        if (!exit.sentence().isEmpty()) {
            err.println(exit.sentence());
        }
        return exit.code();
    }

    private String help(SettingsSpec spec) {
        return """
                %s: %s

                Settings are read from flags, then the environment, then the --config file, then defaults.

                %s
                Examples:
                %s""".formatted(role.name(), role.doc(), spec.help(), spec.examples(role.name()));
    }
}
