package io.ddpo.console.web;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Launcher;
import io.ddpo.console.launch.Preview;
import io.ddpo.console.model.Runs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays and forks: what one would do, doing it, and what became of those that were begun here. */
final class Launching {
    private static final Logger log = LoggerFactory.getLogger(Launching.class);
    private static final String NOBODY =
            "launch: expected a console that can train, found one that only reads; use ./ddpo replay or ./ddpo fork";
    private static final Set<String> PLAN = Set.of(
            "kind",
            "name",
            "fromIteration",
            "toIteration",
            "version",
            "algorithm",
            "reward",
            "rewardParameters",
            "settings");
    private static final Set<String> LAUNCH = Body.and(PLAN, "why");

    private final Context context;
    private final Runs runs;
    private final Optional<Launcher> launcher;

    /** @param launcher empty for a console that can train nothing */
    Launching(Context context, Runs runs, Optional<Launcher> launcher) {
        this.context = context;
        this.runs = runs;
        this.launcher = launcher;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/launches", call -> blocking(this::launches)),
                Route.post("/api/runs/{run}/launches/preview", Route.Kind.COMMAND, this::preview),
                Route.post("/api/runs/{run}/launches", Route.Kind.COMMAND, this::launch));
    }

    private Map<String, Object> launches() {
        List<Launch> all = launcher.map(Launcher::launches).orElse(List.of());
        return Map.of("available", launcher.isPresent(), "launches", all);
    }

    private Future<Reply> preview(Call call) {
        LaunchRequest request = request(call, new Body(call.body(), PLAN));
        Launcher there = there();
        return blocking(() -> refusable(() -> shown(there.preview(request))));
    }

    private static Map<String, Object> shown(Preview preview) {
        return Map.of("title", preview.title(), "facts", preview.facts());
    }

    private Future<Reply> launch(Call call) {
        Body body = new Body(call.body(), LAUNCH);
        LaunchRequest request = request(call, body);
        String why = body.why();
        String who = call.principal().name();
        Launcher there = there();
        return context.executeBlocking(() -> refusable(() -> {
                    there.launch(request, who, why);
                    log.atInfo()
                            .addKeyValue("run", request.name())
                            .log("{} launched it from run {}", who, request.source());
                    return Map.of("run", request.name(), "who", who);
                }))
                .map(started -> Reply.json(202, started));
    }

    private Launcher there() {
        return launcher.orElseThrow(() -> new RefusedException(409, NOBODY));
    }

    private LaunchRequest request(Call call, Body body) {
        String source = call.path("run");
        if (runs.find(source).isEmpty()) {
            throw RefusedException.notFound("run: expected one of this cluster, got " + source);
        }
        try {
            return new LaunchRequest(
                    kind(body.text("kind").orElse("")),
                    source,
                    body.text("name").orElseThrow(() -> RefusedException.badRequest("name: expected one, got none")),
                    body.integer("fromIteration"),
                    body.integer("toIteration"),
                    body.integer("version"),
                    body.text("algorithm"),
                    body.text("reward"),
                    body.texts("rewardParameters"),
                    body.texts("settings"));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(e.getMessage());
        }
    }

    private static LaunchRequest.Kind kind(String name) {
        return switch (name) {
            case "replay" -> LaunchRequest.Kind.REPLAY;
            case "fork" -> LaunchRequest.Kind.FORK;
            default -> throw RefusedException.badRequest("kind: expected replay or fork, got '%s'".formatted(name));
        };
    }

    private Future<Reply> blocking(Callable<Map<String, Object>> work) {
        return context.executeBlocking(work).map(Reply::json);
    }

    private static <T> T refusable(Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (LaunchRefusedException e) {
            throw RefusedException.badRequest(e.getMessage());
        }
    }
}
