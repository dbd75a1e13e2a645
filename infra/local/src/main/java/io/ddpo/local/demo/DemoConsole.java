package io.ddpo.local.demo;

import io.ddpo.console.ConsoleRole;
import io.ddpo.service.Exit;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The console beside a demo, in its JVM. The demo does not need it: without a free port it goes on alone. */
final class DemoConsole implements AutoCloseable {
    private final Optional<RoleProcess> process;

    private DemoConsole(Optional<RoleProcess> process) {
        this.process = process;
    }

    /**
     * Starts it and says on the screen where it is, or why it is not.
     *
     * @param wanted if not, nothing is done
     */
    static DemoConsole start(boolean wanted, String bootstrapServers, DemoScreen screen, InstantSource clock) {
        if (!wanted) {
            return new DemoConsole(Optional.empty());
        }
        CompletableFuture<URI> opened = new CompletableFuture<>();
        ConsoleRole role = new ConsoleRole(opened::complete);
        RoleProcess process = new RoleProcess(
                role,
                RoleSettings.of(role)
                        .of(Map.of("kafka.bootstrap.servers", bootstrapServers, "registry.url", "memory:"), "demo"),
                clock);
        process.start();
        String sentence = CompletableFuture.anyOf(opened, process.exit())
                .thenApply(first -> first instanceof Exit exit
                        ? "not there: " + exit.sentence()
                        : opened.join().resolve("runs/" + DemoSpecification.RUN).toString())
                .join();
        screen.console(sentence);
        return new DemoConsole(Optional.of(process));
    }

    @Override
    public void close() {
        process.ifPresent(RoleProcess::stop);
        process.ifPresent(running -> running.exit().join());
    }
}
