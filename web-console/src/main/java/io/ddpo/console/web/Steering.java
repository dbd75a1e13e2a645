package io.ddpo.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.console.log.ControlWriter;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.topics.RunNames;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what an operator wants into commands in the run's control topic, with who and why. */
final class Steering {
    private static final Logger log = LoggerFactory.getLogger(Steering.class);
    private static final int LONGEST_WHY = 500;
    private static final Map<String, Object> COMMANDS =
            Map.of("pause", new PauseRun(), "resume", new ResumeRun(), "stop", new StopRun());

    private final Context context;
    private final Runs runs;
    private final ControlWriter writer;
    private final String who;

    Steering(Context context, Runs runs, ControlWriter writer, String who) {
        this.context = context;
        this.runs = runs;
        this.writer = writer;
        this.who = who;
    }

    Route route() {
        return Route.post("/api/runs/{run}/control", this::command);
    }

    /** Takes {@code {"command": "pause|resume|stop", "why": "…"}}; answered once the log has it. */
    private Future<Reply> command(Call call) {
        String run = call.path("run");
        if (runs.find(run).isEmpty()) {
            throw RefusedException.notFound("run: expected one of this cluster, got " + run);
        }
        JsonNode body = Json.readObject(call.body());
        requireKnownFields(body);
        Object command = COMMANDS.get(body.path("command").asText(""));
        if (command == null) {
            throw RefusedException.badRequest("command: expected pause, resume or stop, got '%s'"
                    .formatted(body.path("command").asText("")));
        }
        String why = body.path("why").asText("").strip();
        if (why.isEmpty() || why.length() > LONGEST_WHY) {
            throw RefusedException.badRequest(
                    "why: expected a reason of 1 to %d characters, got %d".formatted(LONGEST_WHY, why.length()));
        }
        return Future.fromCompletionStage(writer.append(new RunNames(run), command, who, why), context)
                .map(offset -> {
                    log.atInfo()
                            .addKeyValue("run", run)
                            .addKeyValue("offset", offset)
                            .log(
                                    "{} asked the run to {}",
                                    who,
                                    body.path("command").asText());
                    return Reply.json(202, Map.of("offset", offset, "who", who));
                });
    }

    private static void requireKnownFields(JsonNode body) {
        Set<String> unknown = new TreeSet<>();
        body.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(Set.of("command", "why"));
        if (!unknown.isEmpty()) {
            throw RefusedException.badRequest("body: expected command and why, got " + String.join(", ", unknown));
        }
    }
}
