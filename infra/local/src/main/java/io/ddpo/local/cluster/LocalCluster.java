package io.ddpo.local.cluster;

import io.ddpo.fleet.FleetController;
import io.ddpo.fleet.Limits;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.Ports;
import io.ddpo.local.demo.Interruption;
import io.ddpo.local.demo.RewardNeeds;
import io.ddpo.local.logging.LogFile;
import io.ddpo.local.spec.SpecificationFile;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A cluster of processes on this machine, from its start to its end: stage by stage up, and in reverse down. */
public final class LocalCluster {
    /** As the log says. */
    private static final String WHO = "ddpo-up";

    /** Roles, console and broker may each take all of their time, one stage after the other. */
    private static final Duration LONGEST_STOP = Worker.LONGEST_STOP.multipliedBy(ClusterRole.ALL + 1L);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final UpOptions options;
    private final JavaCommand program;
    private final Terminal terminal;
    private final InstantSource clock;

    /** @param program whose commands the processes are */
    public LocalCluster(UpOptions options, JavaCommand program, Terminal terminal, InstantSource clock) {
        this.options = options;
        this.program = program;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Keeps it going until this process is asked to end, and leaves no process.
     *
     * @throws FatalRoleException if an option is wrong, or the cluster does not come up
     */
    public void run() throws IOException {
        ClusterFolder folder = ClusterFolder.open(options.folder());
        try (FileChannel alone = folder.take();
                LogFile log = LogFile.in(folder.logs());
                Interruption interruption = new Interruption(LONGEST_STOP, () -> terminal.line("stopping"))) {
            Optional<ClusterState> before = folder.state();
            before.ifPresent(Leftovers::end);
            Path file = specification(folder, before);
            RunSpecification run = SpecificationFile.read(file, RewardNeeds::problems);
            Optional<String> registry = registry(folder, before);
            if (registry.isEmpty()) {
                SchemaServer.required();
            }
            Addresses addresses = Addresses.choose(before, registry);
            StatePublisher publisher = new StatePublisher(folder, state(run, file, addresses), terminal);
            Stages stages = new Stages(
                    supervisor(folder), plan(folder, run, addresses), publisher, interruption::requested, clock);
            try {
                work(stages, run, addresses, publisher);
            } finally {
                stages.down();
            }
        }
    }

    private static ClusterState state(RunSpecification run, Path file, Addresses addresses) {
        return new ClusterState(
                run.getRun(),
                file.toString(),
                addresses.bootstrapServers(),
                addresses.registry(),
                Optional.of(addresses.console()),
                ProcessId.here(),
                false,
                List.of());
    }

    private Supervisor supervisor(ClusterFolder folder) {
        return new Supervisor(worker -> ChildProcess.start(worker, program, folder.logs()), clock);
    }

    private ClusterPlan plan(ClusterFolder folder, RunSpecification run, Addresses addresses) throws IOException {
        Files.createDirectories(folder.scratch());
        if (addresses.ownRegistry()) {
            Files.createDirectories(folder.registry());
        }
        return new ClusterPlan(folder, run.getRun(), addresses, options.devices(), () -> Ports.choose(Ports.ANY));
    }

    private void work(Stages stages, RunSpecification run, Addresses addresses, StatePublisher publisher) {
        String brokers = addresses.bootstrapServers();
        String registry = addresses.registry();
        boolean up = stages.up(0, () -> Answers.tcp(brokers))
                && (!addresses.ownRegistry() || stages.up(1, () -> Answers.http(registry + "/subjects")));
        if (!up) {
            return;
        }
        try (ClusterRun inLog =
                ClusterRun.create(run, ClusterAccess.onThisMachine(brokers, registry, System.getenv()), WHO, clock)) {
            inLog.want(options.samplers(), WHO);
            FleetController fleet = new FleetController(
                    inLog.fleet(),
                    Limits.ofOneMachine(options.devices().size()),
                    stages.backend(),
                    Duration.ZERO,
                    state -> {
                        publisher.tell(state);
                        inLog.voice().say(state);
                    },
                    clock);
            stages.keepUp(() -> {
                fleet.turn(LOOK);
                return fleet.knowsAll();
            });
        }
    }

    /**
     * Address of a registry that is not of the cluster's own, this time or else last time: records can only be read with
     * the one that they were written with.
     */
    private Optional<String> registry(ClusterFolder folder, Optional<ClusterState> before) {
        Optional<String> last = before.map(ClusterState::registry);
        Optional<String> wanted = options.registry().or(() -> last.filter(any -> Files.notExists(folder.registry())));
        last.filter(address -> isMemory(address)
                        != wanted.filter(LocalCluster::isMemory).isPresent())
                .ifPresent(address -> {
                    throw new FatalRoleException(
                            ExitCode.BAD_INPUT,
                            "--registry: expected %s, by which the log of the cluster was written, got %s"
                                    .formatted(address, wanted.orElse("one of its own")));
                });
        return wanted;
    }

    private static boolean isMemory(String address) {
        return address.equals(SchemaRegistries.MEMORY);
    }

    /** The file of this time, of last time, or one of the demo's run that is written into the folder. */
    private Path specification(ClusterFolder folder, Optional<ClusterState> before) throws IOException {
        if (options.specification().isPresent()) {
            return options.specification().get().toAbsolutePath();
        }
        if (before.isPresent()) {
            return Path.of(before.get().specification());
        }
        return Files.writeString(folder.path().resolve("run.yaml"), "preset: demo\n");
    }
}
