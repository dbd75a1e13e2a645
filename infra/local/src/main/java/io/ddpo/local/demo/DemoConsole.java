package io.ddpo.local.demo;

import io.ddpo.console.ConsoleRole;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.service.Exit;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The console beside a demo, in its JVM, with the replays and forks that it launches. The demo does not need it: without
 * a free port it goes on alone.
 */
final class DemoConsole implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final SideRuns sideRuns;
    private final Optional<RoleProcess> process;

    private DemoConsole(SideRuns sideRuns, Optional<RoleProcess> process) {
        this.sideRuns = sideRuns;
        this.process = process;
    }

    /** Starts what {@code workplace} wants, and says on the screen where it is, or why it is not. */
    static DemoConsole start(
            Workplace workplace, String run, ClusterAccess access, DemoScreen screen, InstantSource clock) {
        SideRuns sideRuns = new SideRuns(
                access,
                workplace.devices().get(0),
                workplace.out().toAbsolutePath().getParent(),
                clock);
        if (!workplace.console()) {
            return new DemoConsole(sideRuns, Optional.empty());
        }
        CompletableFuture<URI> opened = new CompletableFuture<>();
        ConsoleRole role = new ConsoleRole(Optional.of(sideRuns), opened::complete);
        RoleProcess process = new RoleProcess(role, RoleSettings.of(role).of(access.forRoles(), "demo"), clock);
        process.start();
        sideRuns.takeUp();
        String sentence = CompletableFuture.anyOf(opened, process.exit())
                .thenApply(first -> first instanceof Exit exit
                        ? "not there: " + exit.sentence()
                        : opened.join().resolve("runs/" + run).toString())
                .join();
        screen.console(sentence);
        return new DemoConsole(sideRuns, Optional.of(process));
    }

    /** Returns when what was launched here is done, or somebody wants to end the work. */
    void awaitSideRuns(DemoScreen screen, Interruption interruption) {
        List<String> told = List.of();
        while (!sideRuns.underWay().isEmpty() && !interruption.requested()) {
            if (!told.equals(sideRuns.underWay())) {
                told = sideRuns.underWay();
                screen.waitsFor(told);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    @Override
    public void close() {
        sideRuns.close();
        process.ifPresent(RoleProcess::stop);
        process.ifPresent(running -> running.exit().join());
    }
}
