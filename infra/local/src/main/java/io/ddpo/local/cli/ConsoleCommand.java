package io.ddpo.local.cli;

import io.ddpo.console.ConsoleRole;
import io.ddpo.console.launch.Launcher;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.demo.FleetRuns;
import io.ddpo.local.demo.RecordedRun;
import io.ddpo.local.demo.SideRuns;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo console}: the runs of a cluster, or of a finished demo, in a browser. */
@Command(
        name = "console",
        description = {
            "Show the runs of a cluster, or of a demo that has ended, in a browser, and steer them.",
            "Every setting of the role is taken from the environment and the --config file too, such as"
                    + " DDPO_CONSOLE_TOKEN."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo console runs/demo                           look at a demo again",
            "  ddpo console --bootstrap kafka:9092 --registry http://registry:8081",
            "  ddpo console --bootstrap kafka:9092 --host 0.0.0.0    with DDPO_CONSOLE_TOKEN set"
        })
final class ConsoleCommand implements Callable<Integer> {
    /** As replays and forks of the command line have it. */
    private static final Path RESULTS = Path.of("runs");

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of a demo that is not running; its log is opened to look at.")
    private Optional<Path> demo = Optional.empty();

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to serve on; beyond this machine only with a login. Default: 127.0.0.1.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to serve on, 0 for any free one. Default: 8640 or one of the next that is free.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Who gives commands, as the log will say.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description =
                    "What replays and forks compute on here: cpu, cuda or cuda:<index>. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "Leave replays and forks to the fleet of that name. Default: train them here.")
    private Optional<String> fleet = Optional.empty();

    @Spec
    private CommandSpec spec;

    /** Serves until the process is asked to end. */
    @Override
    public Integer call() {
        if (demo.isEmpty()) {
            cluster.requireOr("the folder of a demo", false);
            return serve(List.of(), System.getenv());
        }
        Inputs.require(!cluster.namesBrokers(), "expected either --bootstrap or the folder of a demo, got both");
        try (RecordedRun run = RecordedRun.open(demo.get())) {
            ClusterAccess log = run.access();
            return serve(
                    List.of(
                            "--kafka.bootstrap.servers=" + log.bootstrapServers(),
                            "--registry.url=" + log.registryUrl()),
                    ClusterAccess.withoutClusters(System.getenv()));
        }
    }

    private int serve(List<String> log, Map<String, String> environment) {
        Settings settings = RoleSettings.of(new ConsoleRole(Optional.empty(), this::tell))
                .withDefault(RegistryAccess.URL, SchemaRegistries.MEMORY)
                .parse(flags(log), environment);
        ClusterAccess access = new ClusterAccess(settings);
        if (fleet.isPresent()) {
            FleetRuns runs = new FleetRuns(access, fleet.get(), InstantSource.system());
            return serve(settings, Optional.of(runs), runs::close);
        }
        if (!access.registryUrl().equals(SchemaRegistries.MEMORY)) {
            return serve(settings, Optional.empty(), () -> {});
        }
        SideRuns sideRuns = new SideRuns(access, device(), RESULTS, InstantSource.system());
        sideRuns.takeUp();
        return serve(settings, Optional.of(sideRuns), sideRuns::close);
    }

    /** @param close of the launcher; before the console ends, since it may take its time */
    private int serve(Settings settings, Optional<Launcher> launcher, Runnable close) {
        ConsoleRole role = new ConsoleRole(launcher, this::tell);
        RoleProcess process = new RoleProcess(role, settings, InstantSource.system());
        Thread hook = new Thread(() -> stop(close, process), "console-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Exit exit = process.run();
        if (exit.code() != ExitCode.OK) {
            throw new FatalRoleException(exit.code(), exit.sentence());
        }
        return 0;
    }

    private DeviceName device() {
        return Inputs.sound(() -> {
            DeviceName there = new DeviceName(device);
            there.requireThere();
            return there;
        });
    }

    private static void stop(Runnable close, RoleProcess process) {
        close.run();
        process.stop();
        process.exit().join();
    }

    private List<String> flags(List<String> log) {
        List<String> flags = new ArrayList<>(log);
        flags.addAll(cluster.flags());
        host.ifPresent(value -> flags.add("--console.host=" + value));
        port.ifPresent(value -> flags.add("--console.port=" + value));
        user.ifPresent(value -> flags.add("--console.user=" + value));
        return flags;
    }

    private void tell(URI address) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("console: " + address + "; Ctrl-C stops it, runs go on");
        out.flush();
    }
}
