package io.ddpo.console.web;

import io.ddpo.console.launch.Launcher;
import io.ddpo.console.log.Commands;
import io.ddpo.console.log.Lookups;
import io.ddpo.console.log.Redrives;
import io.ddpo.console.model.Runs;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.ops.Report;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The console's server: pages, API, live events, health and metrics on one port. */
public final class ConsoleVerticle extends VerticleBase {
    private static final int LONGEST_LINE = 4 << 10;
    private static final int LARGEST_HEADERS = 16 << 10;
    private static final int IDLE_SECONDS = 75;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final WebOptions options;
    private final Runs runs;
    private final Lookups lookups;
    private final Commands commands;
    private final Redrives redrives;
    private final Optional<Launcher> launcher;
    private final Health health;
    private final Metrics metrics;
    private final InstantSource clock;
    private HttpServer server;

    /**
     * @param lookups not closed by the verticle
     * @param commands not closed by the verticle
     * @param redrives not closed by the verticle
     * @param launcher of replays and forks; empty for a console that can train nothing
     */
    public ConsoleVerticle(
            WebOptions options,
            Runs runs,
            Lookups lookups,
            Commands commands,
            Redrives redrives,
            Optional<Launcher> launcher,
            Health health,
            Metrics metrics,
            InstantSource clock) {
        this.options = options;
        this.runs = runs;
        this.lookups = lookups;
        this.commands = commands;
        this.redrives = redrives;
        this.launcher = launcher;
        this.health = health;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Fails with {@link FatalRoleException} if no port can be had. */
    @Override
    public Future<?> start() {
        EventStreams events = new EventStreams(runs);
        vertx.setPeriodic(EventStreams.TICK_MILLIS, tick -> events.tick());
        metrics.registry().gauge("ddpo.console.streams", events, EventStreams::count);
        metrics.registry().gauge("ddpo.console.cache.bytes", lookups, Lookups::cachedBytes);
        Access access = new Access(options, clock);
        Front front = new Front(access, new Limits(clock), routes(access), events);
        return listen(front, options.port(), options.tries());
    }

    private List<Route> routes(Access access) {
        List<Route> routes = new ArrayList<>(new Pages(new Assets(), access).routes());
        options.oidc()
                .ifPresent(oidc -> routes.addAll(
                        new OidcLogin(oidc, new OidcProvider(vertx, oidc), access.flows(clock), access, clock)
                                .routes()));
        routes.addAll(new RunApi(context, runs, lookups, clock).routes());
        routes.addAll(new Launching(context, runs, launcher).routes());
        routes.add(new Letters(context, runs, commands, redrives, clock).route());
        routes.add(new Steering(context, runs, commands, clock).route());
        routes.add(Route.get("/livez", call -> report(health.liveness())).open());
        routes.add(Route.get("/readyz", call -> report(health.readiness())).open());
        routes.add(Route.get(
                "/metrics",
                call -> context.executeBlocking(
                        () -> Reply.fresh(200, PROMETHEUS, Buffer.buffer(metrics.scrape())), false)));
        return routes;
    }

    private static Future<Reply> report(Report report) {
        return Future.succeededFuture(Reply.fresh(report.up() ? 200 : 503, Reply.JSON, Buffer.buffer(report.json())));
    }

    /** Tries the next port where one is taken, if it may. */
    private Future<?> listen(Front front, int port, int tries) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setIdleTimeout(IDLE_SECONDS)
                // browsers speak HTTP/2 over TLS only, and its requests name no Host
                .setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(http)
                .requestHandler(front)
                .listen()
                .onSuccess(bound -> server = bound)
                .recover(failure -> tries > 1 && port != 0
                        ? listen(front, port + 1, tries - 1).map(unused -> server)
                        : Future.failedFuture(taken(port, failure)));
    }

    private FatalRoleException taken(int port, Throwable failure) {
        String ports = port == options.port() ? Integer.toString(port) : "%d to %d".formatted(options.port(), port);
        return new FatalRoleException(
                ExitCode.BAD_INPUT,
                "console.port: expected a free port on %s, got %s (%s)"
                        .formatted(options.host(), ports, failure.getMessage()),
                failure);
    }

    /** The port it listens on, once it does. */
    public int port() {
        return server.actualPort();
    }
}
