package io.ddpo.local.cluster;

import io.ddpo.local.terminal.Terminal;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cluster whose supervisor is a process that no terminal ends. */
public record DetachedCluster(Path path, JavaCommand program, Terminal terminal) {
    private static final int LOOK_MS = 200;

    /**
     * Starts the supervisor and returns when it has started everything.
     *
     * @param arguments that bring it up in the foreground
     * @throws FatalRoleException with the supervisor's own status and last words if it does not come up
     */
    public void start(List<String> arguments) throws IOException, InterruptedException {
        ClusterFolder folder = ClusterFolder.open(path);
        folder.take().close();
        Path log = folder.logs().resolve("up.log");
        long said = Files.exists(log) ? Files.size(log) : 0;
        List<String> command = new ArrayList<>(program.deaf(List.of()));
        command.addAll(arguments);
        Process supervisor = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        terminal.status("coming up; see " + log);
        while (!isUp(folder, supervisor)) {
            if (supervisor.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                terminal.status("");
                throw failure(supervisor.exitValue(), lastWords(log, said));
            }
        }
        terminal.status("");
        terminal.line("up; ddpo status, scale and down --dir " + path);
    }

    /** What a log says from a byte on. */
    private static String lastWords(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        return new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8).strip();
    }

    private static boolean isUp(ClusterFolder folder, Process supervisor) {
        return folder.state()
                .filter(state -> state.supervisor().pid() == supervisor.pid())
                .filter(ClusterState::complete)
                .isPresent();
    }

    private static FatalRoleException failure(int status, String said) {
        ExitCode code =
                ExitCode.of(status).filter(known -> known != ExitCode.OK).orElse(ExitCode.UNEXPECTED);
        return new FatalRoleException(code, said.substring(said.lastIndexOf('\n') + 1));
    }
}
