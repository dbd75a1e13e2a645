package io.ddpo.console.web;

import io.ddpo.console.log.Commands;
import io.ddpo.console.log.LookupFailedException;
import io.ddpo.console.log.Redrives;
import io.ddpo.console.model.DeadLetterView;
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
import java.util.concurrent.CompletionException;

/** Lets an operator have a record processed once more that could not be. */
final class Letters {
    private static final Set<String> FIELDS = Set.of("why");

    private final Context context;
    private final Runs runs;
    private final Commands commands;
    private final Redrives redrives;
    private final InstantSource clock;

    Letters(Context context, Runs runs, Commands commands, Redrives redrives, InstantSource clock) {
        this.context = context;
        this.runs = runs;
        this.commands = commands;
        this.redrives = redrives;
        this.clock = clock;
    }

    Route route() {
        return Route.post("/api/runs/{run}/dead-letters/{offset}/redrive", Route.Kind.COMMAND, this::redrive);
    }

    private record Wanted(DeadLetterView letter, Control command) {}

    /** The record is looked for first, then the command is written, then the copy; answered once the log has both. */
    private Future<Reply> redrive(Call call) {
        return context.executeBlocking(() -> wanted(call), false)
                .compose(wanted -> Future.fromCompletionStage(
                        redrives.find(wanted.letter())
                                .thenCompose(record -> commands.append(new RunNames(call.path("run")), wanted.command())
                                        .thenCompose(unused -> redrives.write(record))),
                        context))
                .map(offset -> Reply.json(
                        202, Map.of("offset", offset, "who", call.principal().name())))
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private Wanted wanted(Call call) {
        DeadLetterView letter = letter(call);
        String why = new Body(call.body(), FIELDS).why();
        if (!letter.redrivable()) {
            throw new RefusedException(
                    409,
                    "topic %s: expected one from which work is taken; the others are written by their roles alone"
                            .formatted(letter.topic()));
        }
        RunCommand command = RunCommand.redrive(letter.topic(), letter.partition(), letter.offset());
        return new Wanted(letter, command.record(call.principal().name(), why, clock.instant()));
    }

    private DeadLetterView letter(Call call) {
        RunModel model = runs.find(call.path("run"))
                .orElseThrow(
                        () -> RefusedException.notFound("run: expected one of this cluster, got " + call.path("run")));
        return model.deadLetters().stream()
                .filter(letter -> Long.toString(letter.letterOffset()).equals(call.path("offset")))
                .findFirst()
                .orElseThrow(() -> RefusedException.notFound(
                        "dead letter: expected the offset of one, got " + call.path("offset")));
    }

    private static Throwable refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof LookupFailedException ? new RefusedException(409, cause.getMessage()) : cause;
    }
}
