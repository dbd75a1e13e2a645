package io.ddpo.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.bench.Life.Look;
import io.ddpo.local.cluster.ClusterFolder;
import io.ddpo.local.cluster.ClusterState;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/**
 * A cluster of {@code ddpo up} that trains the default model for half an hour or longer, while processes of it are killed at
 * random: whether memory, threads and open files stay what they are, and whether the logs have an error that a kill does
 * not explain. The figures of {@code docs/results.md}; run by hand.
 */
class SoakFigures {
    private static final Pattern COMMITTED = Pattern.compile("Committed.*policyVersion=\"?(\\d+)");
    private static final String KILLED = "killed by the test itself";
    private static final Set<String> SERVICES = Set.of("broker", "registry", "console", "supervisor");

    private final double minutes = Double.parseDouble(Figure.text("soak.minutes", "35"));
    private final int every = Figure.number("soak.look.seconds", 5);
    private final int gap = Figure.number("soak.kill.seconds", 100);
    private final int calm = Figure.number("soak.calm.seconds", 240);
    private final int samplers = Figure.number("soak.samplers", 2);
    private final int warmUp = Figure.number("soak.warmup.seconds", 180);
    private final int shortest = Figure.number("soak.shortest.seconds", 240);
    private final String launcher = Figure.text("soak.ddpo", "../../ddpo");
    private final String registry = Figure.text("soak.registry", "");
    private final String specification = Figure.text("soak.specification", "preset: demo;run: soak;iterations: 10000");
    private final Random random = new Random(Long.getLong("soak.seed", 1));

    private final LivesTable lives = new LivesTable(warmUp, shortest);
    private final List<String> kills = new ArrayList<>();
    private final Path folder = Path.of(Figure.text("soak.dir", "target/soak")).toAbsolutePath();
    private final ClusterFolder cluster = new ClusterFolder(folder);

    @Test
    void everythingStaysWhatItIs() throws Exception {
        assertThat(folder).doesNotExist();
        Files.createDirectories(folder.getParent());
        Path run = Files.writeString(folder.resolveSibling("soak.yaml"), specification.replace(';', '\n') + "\n");
        List<String> up = new ArrayList<>(List.of("up", "--detach", "--samplers", Integer.toString(samplers)));
        up.addAll(List.of("--spec", run.toString()));
        up.addAll(registry.isEmpty() ? List.of() : List.of("--registry", registry));
        ddpo(up);
        int lastKilled;
        try {
            lastKilled = watch();
        } finally {
            ddpo(List.of("down"));
        }
        draw();
        List<String> problems = new ArrayList<>(lives.judge());
        ExplainedErrors errors = ExplainedErrors.in(cluster.logs());
        problems.addAll(errors.judge());
        Figure.say("%d kills; version %d after the last, %d at the end", kills.size(), lastKilled, version());
        assertThat(problems).isEmpty();
        assertThat(errors.count(KILLED)).as("ends by kill -9").isEqualTo(kills.size());
        assertThat(version()).as("versions after the last kill").isGreaterThan(lastKilled);
    }

    /** Looks and kills until the time is over: the last version that was committed before the last kill. */
    private int watch() throws IOException {
        double nextKill = calm;
        int versionAtKill = 0;
        long start = System.nanoTime();
        double seconds = 0;
        int looks = 0;
        while (seconds < minutes * 60) {
            ClusterState state = cluster.existing();
            assertThat(state.isUp()).as("a supervisor at work").isTrue();
            look(state, seconds);
            if (seconds >= nextKill && seconds < minutes * 60 - calm) {
                kill(state, seconds);
                versionAtKill = version();
                nextKill = seconds + gap * (0.5 + random.nextDouble());
            }
            if (looks++ % 12 == 0) {
                Figure.say("%5.1f min: version %d, %d kills", seconds / 60, version(), kills.size());
            }
            Files.writeString(Figure.file("soak.csv"), lives.csv());
            Utils.sleep(every * 1000L);
            seconds = (System.nanoTime() - start) / 1e9;
        }
        return versionAtKill;
    }

    private void look(ClusterState state, double seconds) {
        look("supervisor", state.supervisor().pid(), seconds);
        state.workers()
                .forEach(worker -> worker.process().ifPresent(process -> look(worker.name(), process.pid(), seconds)));
    }

    private void look(String name, long pid, double seconds) {
        Proc.of(pid, folder.resolve("kafka")).ifPresent(proc -> lives.add(name, pid, new Look(seconds, proc)));
    }

    /** Any of those that run, each as likely as the others. */
    private void kill(ClusterState state, double seconds) throws IOException {
        List<ClusterState.Entry> running = state.workers().stream()
                .filter(worker ->
                        worker.state().equals("running") && worker.process().isPresent())
                .sorted(Comparator.comparing(ClusterState.Entry::name))
                .toList();
        ClusterState.Entry victim = running.get(random.nextInt(running.size()));
        ProcessHandle.of(victim.process().orElseThrow().pid()).ifPresent(ProcessHandle::destroyForcibly);
        kills.add("%.1f,%s".formatted(seconds, victim.name()));
        Figure.say("%5.1f min: killed %s", seconds / 60, victim.name());
        Files.write(Figure.file("soak-kills.csv"), kills);
    }

    /** The last one that the learner says it has committed; -1 before the first. */
    private int version() throws IOException {
        Path log = cluster.logs().resolve("learner.log");
        int last = -1;
        if (Files.exists(log)) {
            Matcher committed = COMMITTED.matcher(Files.readString(log));
            while (committed.find()) {
                last = Integer.parseInt(committed.group(1));
            }
        }
        return last;
    }

    private void draw() throws IOException {
        String title = "Memory of each process, %d of them killed".formatted(kills.size());
        Figure.draw(
                "soak-roles",
                lives.curves(name -> !SERVICES.contains(name), Proc::residentMb),
                title,
                "Roles of the run; a new process begins low",
                "Minutes",
                "MB resident");
        Figure.draw(
                "soak-services",
                lives.curves(SERVICES::contains, Proc::residentMb),
                title,
                "Broker, registry, console and supervisor",
                "Minutes",
                "MB resident");
    }

    /** As a person would. */
    private void ddpo(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        command.addAll(List.of("--dir", folder.toString()));
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(
                        folder.resolveSibling("soak-commands.log").toFile()))
                .start()
                .waitFor();
        assertThat(status).as(String.join(" ", command)).isZero();
    }
}
