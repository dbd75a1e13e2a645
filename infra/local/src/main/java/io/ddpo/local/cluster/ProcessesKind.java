package io.ddpo.local.cluster;

import io.ddpo.fleet.Actual;
import io.ddpo.fleet.Backend;
import io.ddpo.fleet.BackendKind;
import io.ddpo.fleet.FleetPlan;
import io.ddpo.local.broker.Ports;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.CommonClientConfigs;

/** Workers as processes of this machine, for a cluster that is elsewhere. They end with the controller. */
public final class ProcessesKind implements BackendKind {
    private static final Setting<Path> FOLDER = Setting.path(
                    "processes.dir", "folder of the logs and the scratch files of workers on this machine")
            .withDefault(Path.of("runs", "fleet"));

    private static final Setting<List<String>> DEVICES = Setting.list(
                    "processes.devices", "what a learner computes on, all of them together, and samplers in turn")
            .withDefault(List.of("cpu"));

    private static final int NO_CONSOLE = 0;
    private static final String PLAINTEXT = "PLAINTEXT";

    private final JavaCommand program;

    /** @param program whose commands the workers are */
    public ProcessesKind(JavaCommand program) {
        this.program = program;
    }

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(FOLDER, DEVICES);
    }

    @Override
    public Backend open(String fleet, RoleContext context) {
        requireOpenCluster(context.settings());
        try {
            ClusterFolder folder = ClusterFolder.open(context.settings().get(FOLDER));
            FileChannel alone = folder.take();
            Files.createDirectories(folder.scratch());
            Addresses addresses = new Addresses(
                    context.settings().get(KafkaSettings.BOOTSTRAP_SERVERS),
                    context.settings().get(RegistryAccess.URL),
                    false,
                    NO_CONSOLE);
            ClusterPlan plan = new ClusterPlan(
                    folder, "", addresses, context.settings().get(DEVICES), () -> Ports.choose(Ports.ANY));
            Supervisor supervisor =
                    new Supervisor(worker -> ChildProcess.start(worker, program, folder.logs()), context.clock());
            return new Alone(new ProcessBackend(supervisor, plan, List.of(), supervisor::turn, context.clock()), alone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Secrets are not handed on to workers: every user of the machine could read them. */
    private static void requireOpenCluster(Settings settings) {
        boolean plain = settings.passedThrough(KafkaSettings.PREFIX)
                .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, PLAINTEXT)
                .equals(PLAINTEXT);
        if (!plain || !settings.passedThrough(RegistryAccess.PREFIX).isEmpty()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "backend: expected a cluster that asks nobody who they are with processes, whose workers are told"
                            + " addresses alone, got settings of security");
        }
    }

    /** The only one that works in a folder. */
    private record Alone(Backend backend, FileChannel folder) implements Backend {
        @Override
        public List<Actual> there() {
            return backend.there();
        }

        @Override
        public void make(FleetPlan plan) {
            backend.make(plan);
        }

        @Override
        public void close() {
            backend.close();
            try {
                folder.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
