package io.ddpo.service.process;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.duty.AgentRunner;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.ops.OpsServer;
import io.ddpo.service.ops.Status;
import io.ddpo.service.settings.DurationText;
import io.ddpo.service.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
    private volatile Status phase = Status.down("starting");

    /** @param settings read by {@link RoleSettings#of} of this role */
    public RoleProcess(Role role, Settings settings, InstantSource clock) {
        this.role = role;
        this.settings = settings;
        this.clock = clock;
        health.ready("role", () -> phase);
    }

    /** Runs the role on threads of its own; {@link #exit()} tells how it ended. Called once. */
    public RoleProcess start() {
        new Thread(this::run, role.name()).start();
        return this;
    }

    /** Runs the role and returns when everything is closed. Called once. */
    public Exit run() {
        Exit result;
        try (Metrics metrics = new Metrics(role.name(), role.tags(settings));
                AutoCloseable server = serve(metrics)) {
            result = work(metrics);
        } catch (Throwable e) { // the one place that turns failures into exits
            result = failed(e);
        }
        httpPort.complete(OptionalInt.empty());
        exit.complete(result);
        return result;
    }

    /** Asks the role to drain and returns at once. Any thread, any number of times. */
    public void stop() {
        stopRequested.complete(null);
    }

    /** Completes when everything is closed that could be within the bounds of a drain; never exceptionally. */
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
        List<Agent> agents = role.agents(new RoleContext(settings, health, metrics, clock));
        AgentGroup group = new AgentGroup(
                agents.stream().map(agent -> runner(agent, metrics)).toList());
        if (stopRequested.isDone()) {
            group.stop();
        }
        phase = Status.up("started");
        group.start();
        awaitStop(group);
        phase = Status.down("stopping");
        group.stop();
        return drained(group, settings.get(RoleSettings.DRAIN_TIMEOUT));
    }

    /** An interrupt of the thread that runs the role is a request to stop, too. */
    private void awaitStop(AgentGroup group) throws ExecutionException {
        log.atInfo().addKeyValue("worker", role.name()).log("Role works");
        try {
            CompletableFuture.anyOf(stopRequested, group.anyEnded()).get();
        } catch (InterruptedException e) {
            stop();
        }
        log.atInfo().addKeyValue("worker", role.name()).log("Role drains");
    }

    /** A failure outweighs a drain that took too long: it came first. */
    private Exit drained(AgentGroup group, Duration bound) throws Exception {
        boolean drained = group.awaitAll(bound);
        Optional<Throwable> failure = group.firstFailure();
        if (!drained) {
            group.abort();
            group.awaitAll(AFTER_ABORT);
        }
        if (failure.isPresent()) {
            return failed(failure.get());
        }
        return drained ? Exit.OK : new Exit(ExitCode.DRAIN_TIMED_OUT, timedOut(bound));
    }

    private AgentRunner runner(Agent agent, Metrics metrics) {
        AgentRunner runner = new AgentRunner(
                agent,
                new BoundedErrors(agent.roleName(), settings.get(RoleSettings.ERRORS_IN_A_ROW)),
                metrics.registry().counter("ddpo.agent.errors", "agent", agent.roleName()),
                clock);
        new AgentHealth(runner, settings.get(RoleSettings.STALL_TIMEOUT), clock).addTo(health);
        return runner;
    }

    /** The stack trace is for a fault that nobody foresaw; any other exit says in its sentence all there is to know. */
    private Exit failed(Throwable failure) {
        Exit result = Exits.of(role.name(), failure);
        log.atLevel(result.code() == ExitCode.UNEXPECTED ? Level.ERROR : Level.DEBUG)
                .addKeyValue("worker", role.name())
                .setCause(failure)
                .log("Role failed");
        return result;
    }

    private String timedOut(Duration bound) {
        return "%s: expected to drain within %s (drain.timeout), still had work in hand"
                .formatted(role.name(), DurationText.write(bound));
    }
}
