package io.ddpo.local.cluster;

import io.ddpo.schemas.registry.SchemaRegistries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A command of this command line in a JVM of its own, with the options of this one. It does not hear Ctrl-C, which a
 * terminal sends to everybody at once, where roles have to end before their broker; and it ends when this process does,
 * however that comes ({@link Tether}).
 */
record ChildProcess(Process process) implements Child {

    /**
     * Starts a worker.
     *
     * @param program whose commands the workers are
     * @param logs folder of its log, which goes on where it was
     */
    static Child start(WorkerSpec worker, JavaCommand program, Path logs) {
        List<String> command = new ArrayList<>(program.deaf(List.of(Tether.OPTION)));
        command.add(worker.role().text());
        command.addAll(worker.arguments());
        Path log = log(logs, worker.name());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        // a role refuses what is none of its settings, and would take what is meant for another cluster or role
        boolean asksRegistry = !worker.arguments().contains(SchemaRegistries.MEMORY);
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("DDPO_")
                        && !(isFor(worker.role(), variable) && (asksRegistry || !isForRegistry(variable))));
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log of a worker. */
    static Path log(Path logs, String worker) {
        return logs.resolve(worker + ".log");
    }

    static boolean isFor(ClusterRole role, String variable) {
        if (role == ClusterRole.REGISTRY) {
            return false; // what begins with its name is for its clients, secrets among them
        }
        return variable.startsWith("DDPO_" + role.name() + "_")
                || role == ClusterRole.SCORER && variable.startsWith("DDPO_REWARD_")
                || role.isOfTheRun() && isForRegistry(variable);
    }

    private static boolean isForRegistry(String variable) {
        return variable.startsWith("DDPO_REGISTRY_");
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    @Override
    public void stop() {
        process.destroy();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }
}
