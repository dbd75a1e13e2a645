package io.ddpo.service.process;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.duty.AgentRunner;
import io.ddpo.service.duty.State;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.ops.OpsServer;
import io.ddpo.service.ops.Status;
import io.ddpo.service.settings.DurationText;
import io.ddpo.service.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One role at work: its agents, health and metrics, from start to exit. Touches neither signals nor the JVM's exit, so
 * that many can share a JVM; {@link RoleMain} adds those for a process of its own.
 */
public final class RoleProcess {
    private static final Logger log = LoggerFactory.getLogger(RoleProcess.class);

    /** For closing clients after the bound is over, out of what Kubernetes leaves beyond the drain. */
    private static final Duration AFTER_ABORT = Duration.ofSeconds(2);

    private final Role role;
    private final Settings settings;
    private final InstantSource clock;
    private final Health health = new Health();
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private final CompletableFuture<OptionalInt> httpPort = new CompletableFuture<>();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    /** @param settings read by {@link RoleSettings#of} of this role */
    public RoleProcess(Role role, Settings settings, InstantSource clock) {
        this.role = role;
        this.settings = settings;
        this.clock = clock;
    }

    /** Runs the role on threads of its own; {@link #exit()} tells how it ended. Called once. */
    public RoleProcess start() {
        new Thread(this::run, role.name()).start();
        return this;
    }

    /** Runs the role and returns when everything is closed. Called once. */
    public Exit run() {
        Exit result;
        try (Metrics metrics = new Metrics(role.name());
                AutoCloseable server = serve(metrics)) {
            result = work(metrics);
        } catch (Throwable e) { // the one place that turns failures into exits
            log.atDebug().addKeyValue("role", role.name()).setCause(e).log("Role failed");
            result = Exits.of(role.name(), e);
        }
        httpPort.complete(OptionalInt.empty());
        exit.complete(result);
        return result;
    }

    /** Asks the role to drain and returns at once. Any thread, any number of times. */
    public void stop() {
        stopRequested.complete(null);
    }

    /** Completes when everything is closed, never exceptionally. */
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    /** Completes with the port of health and metrics once it listens, empty if it does not. */
    public CompletableFuture<OptionalInt> httpPort() {
        return httpPort;
    }

    /** The health of this role, for whoever runs it in the same JVM. */
    public Health health() {
        return health;
    }

    /** How long a stop may take until the role has ended: drain, abort and close. */
    Duration longestStop() {
        return settings.get(RoleSettings.DRAIN_TIMEOUT).plus(AFTER_ABORT.multipliedBy(2));
    }

    private AutoCloseable serve(Metrics metrics) {
        if (settings.find(RoleSettings.HTTP_PORT).isEmpty()) {
            httpPort.complete(OptionalInt.empty());
            return () -> {};
        }
        OpsServer server = OpsServer.start(
                settings.get(RoleSettings.HTTP_HOST), settings.get(RoleSettings.HTTP_PORT), health, metrics);
        log.atInfo().addKeyValue("port", server.port()).log("Health and metrics are served");
        httpPort.complete(OptionalInt.of(server.port()));
        return server;
    }

    private Exit work(Metrics metrics) throws Exception {
        List<AgentRunner> runners = role.agents(new RoleContext(settings, health, metrics, clock)).stream()
                .map(agent -> runner(agent, metrics))
                .toList();
        AgentGroup group = new AgentGroup(runners);
        group.start();
        log.atInfo().addKeyValue("role", role.name()).log("Role works");
        awaitStop(group);
        log.atInfo().addKeyValue("role", role.name()).log("Role drains");
        return drain(group, settings.get(RoleSettings.DRAIN_TIMEOUT));
    }

    /** An interrupt of the thread that runs the role is a request to stop, too. */
    private void awaitStop(AgentGroup group) throws ExecutionException {
        try {
            CompletableFuture.anyOf(stopRequested, group.anyEnded()).get();
        } catch (InterruptedException e) {
            stop();
        }
    }

    /** A failure outweighs a drain that took too long: it came first. */
    private Exit drain(AgentGroup group, Duration bound) throws InterruptedException {
        boolean drained = group.drain(bound);
        Optional<Throwable> failure = group.firstFailure();
        if (!drained) {
            group.abort(AFTER_ABORT);
        }
        if (failure.isPresent()) {
            log.atDebug().addKeyValue("role", role.name()).setCause(failure.get()).log("Role failed");
            return Exits.of(role.name(), failure.get());
        }
        return drained ? Exit.OK : new Exit(ExitCode.DRAIN_TIMED_OUT, timedOut(bound));
    }

    private AgentRunner runner(Agent agent, Metrics metrics) {
        AgentRunner runner = new AgentRunner(
                agent,
                new BoundedErrors(agent.roleName(), settings.get(RoleSettings.ERRORS_IN_A_ROW)),
                metrics.registry().counter("ddpo.agent.errors", "agent", agent.roleName()),
                clock);
        health.live(agent.roleName(), () -> liveness(runner));
        health.ready(agent.roleName(), () -> readiness(runner));
        return runner;
    }

    private Status liveness(AgentRunner runner) {
        Duration stall = settings.get(RoleSettings.STALL_TIMEOUT);
        Duration age = Duration.between(runner.lastCycle(), clock.instant());
        if (runner.state() == State.ENDED) {
            return Status.down("ended");
        }
        return age.compareTo(stall) > 0
                ? Status.down("in one cycle for %s, more than %s (stall.timeout)"
                        .formatted(DurationText.write(age), DurationText.write(stall)))
                : Status.up("working");
    }

    private static Status readiness(AgentRunner runner) {
        if (runner.state() != State.WORKING) {
            return Status.down(runner.state().name().toLowerCase(Locale.ROOT));
        }
        return runner.lastError()
                .map(error -> Status.down("the last cycle failed: " + error))
                .orElse(Status.up("working"));
    }

    private String timedOut(Duration bound) {
        return "%s: expected to drain within %s (drain.timeout), still had work in hand"
                .formatted(role.name(), DurationText.write(bound));
    }
}
