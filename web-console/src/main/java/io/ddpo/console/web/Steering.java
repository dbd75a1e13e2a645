package io.ddpo.console.web;

import io.ddpo.console.log.Commands;
import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.topics.RunNames;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what an operator wants into commands in the run's control topic, with who and why. */
final class Steering {
    private static final Logger log = LoggerFactory.getLogger(Steering.class);
    private static final Set<String> FIELDS = Set.of("command", "why", "settings", "count");

    private final Context context;
    private final Runs runs;
    private final Commands commands;
    private final InstantSource clock;

    Steering(Context context, Runs runs, Commands commands, InstantSource clock) {
        this.context = context;
        this.runs = runs;
        this.commands = commands;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/api/runs/{run}/control", Route.Kind.COMMAND, this::command);
    }

    /** Takes {@code {"command": …, "why": …}} with what the command needs; answered once the log has it. */
    private Future<Reply> command(Call call) {
        String run = call.path("run");
        RunModel model = runs.find(run)
                .orElseThrow(() -> RefusedException.notFound("run: expected one of this cluster, got " + run));
        Body body = new Body(call.body(), FIELDS);
        return context.executeBlocking(
                        () -> record(model, body, call.principal().name()), false)
                .compose(record -> Future.fromCompletionStage(commands.append(new RunNames(run), record), context))
                .map(offset -> {
                    log.atInfo()
                            .addKeyValue("run", run)
                            .addKeyValue("offset", offset)
                            .log(
                                    "{} gave the run the command {}",
                                    call.principal().name(),
                                    body.text("command").orElse(""));
                    return Reply.json(
                            202,
                            Map.of("offset", offset, "who", call.principal().name()));
                });
    }

    private Control record(RunModel model, Body body, String who) {
        String why = body.why();
        try {
            return asked(model, body).record(who, why, clock.instant());
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(e.getMessage());
        }
    }

    private static RunCommand asked(RunModel model, Body body) {
        String name = body.text("command").orElse("");
        return switch (name) {
            case "pause" -> RunCommand.pause();
            case "resume" -> RunCommand.resume();
            case "stop" -> RunCommand.stop();
            case "samplers" -> RunCommand.samplers(body.requiredInteger("count"));
            case "settings" ->
                RunCommand.settings(
                        model.effective()
                                .orElseThrow(() -> new RefusedException(
                                        409,
                                        "settings: expected a run that was created, found one without specification")),
                        body.texts("settings"));
            default ->
                throw RefusedException.badRequest(
                        "command: expected pause, resume, stop, settings or samplers, got '%s'".formatted(name));
        };
    }
}
