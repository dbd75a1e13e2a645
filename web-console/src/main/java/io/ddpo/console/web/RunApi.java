package io.ddpo.console.web;

import io.ddpo.console.log.LookupFailedException;
import io.ddpo.console.log.Lookups;
import io.ddpo.console.log.PictureData;
import io.ddpo.console.log.TrajectoryData;
import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.ddpo.console.model.Sample;
import io.ddpo.console.model.SampleQuery;
import io.ddpo.console.model.SampleView;
import io.ddpo.schemas.avro.Location;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the API tells about runs. Models are read on worker threads, pictures on those of {@link Lookups}. */
final class RunApi {
    private static final int MOST_POINTS = 5_000;
    private static final int MOST_SAMPLES = 2_000;
    private static final int MOST_BINS = 200;
    private static final int BINS = 40;

    private final Context context;
    private final Runs runs;
    private final Lookups lookups;
    private final InstantSource clock;

    RunApi(Context context, Runs runs, Lookups lookups, InstantSource clock) {
        this.context = context;
        this.runs = runs;
        this.lookups = lookups;
        this.clock = clock;
    }

    List<Route> routes() {
        String run = "/api/runs/{run}";
        return List.of(
                Route.get(
                        "/api/runs",
                        call -> blocking(() -> Map.of(
                                "now",
                                clock.millis(),
                                "runs",
                                runs.all().stream()
                                        .map(model -> model.summary(clock.instant()))
                                        .toList()))),
                Route.get(run, read((model, call) -> model.detail(clock.instant()))),
                Route.get(run + "/metrics", read(RunApi::metrics)),
                Route.get(run + "/metrics.csv", this::csv),
                Route.get(
                        run + "/rewards",
                        read((model, call) -> Map.of("points", model.samples().points()))),
                Route.get(
                        run + "/histogram",
                        read((model, call) -> model.samples()
                                .histogram(
                                        query(call),
                                        call.integer("bins", 1, MOST_BINS).orElse(BINS)))),
                Route.get(
                        run + "/prompts",
                        read((model, call) -> Map.of("prompts", model.samples().prompts(isEvaluation(call))))),
                Route.get(
                        run + "/samples", read((model, call) -> model.samples().page(query(call)))),
                Route.get(
                        run + "/samples/{id}",
                        read((model, call) ->
                                model.samples().view(call.path("id")).orElseThrow(() -> noSample(call)))),
                Route.get(run + "/samples/{id}/picture", call -> picture(call, PictureData::full)),
                Route.get(run + "/samples/{id}/thumbnail", call -> picture(call, PictureData::thumbnail)),
                Route.get(run + "/samples/{id}/download", this::download),
                Route.get(run + "/samples/{id}/trajectory", call -> trajectory(call, RunApi::figures)),
                Route.get(run + "/samples/{id}/previews/{step}", call -> trajectory(call, data -> preview(data, call))),
                Route.get(run + "/pipeline", read((model, call) -> Map.of("stages", model.pipeline(clock.instant())))),
                Route.get(
                        run + "/workers",
                        read((model, call) -> Map.of(
                                "now",
                                clock.millis(),
                                "workers",
                                model.workers(clock.instant()),
                                "fleet",
                                model.fleet(clock.instant())))),
                Route.get(run + "/dead-letters", read((model, call) -> Map.of("letters", model.deadLetters()))),
                Route.get(
                        run + "/control",
                        read((model, call) ->
                                Map.of("events", model.control(), "offspring", runs.offspringOf(model.run())))),
                Route.get(run + "/settings", read((model, call) -> Map.of("settings", model.settings()))));
    }

    private Route.Handler read(BiFunction<RunModel, Call, Object> reader) {
        return call -> {
            RunModel model = model(call);
            return blocking(() -> reader.apply(model, call));
        };
    }

    private Future<Reply> blocking(Callable<Object> reader) {
        return context.executeBlocking(() -> Reply.json(reader.call()), false);
    }

    private RunModel model(Call call) {
        return runs.find(call.path("run"))
                .orElseThrow(
                        () -> RefusedException.notFound("run: expected one of this cluster, got " + call.path("run")));
    }

    private static RefusedException noSample(Call call) {
        return RefusedException.notFound(
                "sample: expected one that is in memory, got %s; older ones are in the log alone"
                        .formatted(call.path("id")));
    }

    private static Object metrics(RunModel model, Call call) {
        return model.metrics(
                Set.copyOf(Arrays.asList(call.text("series").orElse("iteration").split(","))),
                call.text("by"),
                call.number("after", -1),
                call.integer("limit", 1, MOST_POINTS).orElse(MOST_POINTS));
    }

    private Future<Reply> csv(Call call) {
        RunModel model = model(call);
        return context.executeBlocking(
                () -> Reply.fresh(200, "text/csv; charset=utf-8", Buffer.buffer(model.metricsCsv()))
                        .with("Content-Disposition", "attachment; filename=\"" + model.run() + "-metrics.csv\""),
                false);
    }

    private static boolean isEvaluation(Call call) {
        return call.oneOf("set", SampleSet.values(), SampleSet.TRAINING) == SampleSet.EVALUATION;
    }

    private static SampleQuery query(Call call) {
        return new SampleQuery(
                isEvaluation(call),
                call.integer("version", 0, Integer.MAX_VALUE),
                call.integer("iteration", 0, Integer.MAX_VALUE),
                call.text("prompt"),
                call.decimal("from", Double.NEGATIVE_INFINITY),
                call.decimal("to", Double.POSITIVE_INFINITY),
                call.oneOf("order", SampleQuery.Order.values(), SampleQuery.Order.ID),
                call.integer("offset", 0, Integer.MAX_VALUE).orElse(0),
                call.integer("limit", 1, MOST_SAMPLES).orElse(MOST_SAMPLES));
    }

    private Sample sample(Call call) {
        return model(call).samples().find(call.path("id")).orElseThrow(() -> noSample(call));
    }

    private Future<Reply> picture(Call call, Function<PictureData, byte[]> size) {
        Sample sample = sample(call);
        if (!sample.hasPicture()) {
            throw RefusedException.notFound("sample %s: expected a picture, found a failure".formatted(sample.id()));
        }
        return lookUp(lookups.picture(sample), data -> image(size.apply(data)));
    }

    /** The picture as a file that says itself what it is of. */
    private Future<Reply> download(Call call) {
        RunModel model = model(call);
        SampleView view = model.samples().view(call.path("id")).orElseThrow(() -> noSample(call));
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("Description", view.prompt());
        texts.put("Software", "ddpo-streams");
        texts.put("ddpo", Json.write(Map.of("run", model.run(), "sample", view)).toString());
        String disposition = "attachment; filename=\"%s-%s.png\""
                .formatted(model.run(), view.id().replaceAll("[^\\w.-]", "_"));
        return picture(call, data -> PngText.with(data.full(), texts))
                .map(reply -> reply.with("Content-Disposition", disposition).with("Cache-Control", "no-store"));
    }

    private Future<Reply> trajectory(Call call, Function<TrajectoryData, Reply> reply) {
        Optional<Location> location = sample(call).trajectory();
        if (location.isEmpty()) {
            throw RefusedException.notFound(
                    "sample %s: expected a trajectory, found a failure".formatted(call.path("id")));
        }
        return lookUp(lookups.trajectory(location.get()), reply);
    }

    private static Reply figures(TrajectoryData data) {
        return Reply.json(Map.of(
                "timesteps", data.timesteps(),
                "logProbabilities", data.logProbabilities(),
                "latentShape", data.latentShape(),
                "guidanceScale", data.guidanceScale(),
                "eta", data.eta(),
                "baseDigest", data.baseDigest(),
                "previews", data.previews().size()));
    }

    private static Reply preview(TrajectoryData data, Call call) {
        int step = call.asking(call.variables())
                .integer("step", 0, Math.max(0, data.previews().size() - 1))
                .orElse(0);
        if (data.previews().isEmpty()) {
            throw RefusedException.notFound("previews: expected some, found a trajectory without");
        }
        return image(data.previews().get(step));
    }

    /** An address names one sample of one run, whose epoch is part of the query: its picture never changes. */
    private static Reply image(byte[] bytes) {
        boolean jpeg = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8;
        return Reply.immutable(jpeg ? "image/jpeg" : "image/png", Buffer.buffer(bytes));
    }

    private <T> Future<Reply> lookUp(CompletionStage<T> read, Function<T, Reply> reply) {
        return Future.fromCompletionStage(read, context)
                .map(reply)
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private static Throwable refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof LookupFailedException lookup
                ? new RefusedException(lookup.isBusy() ? 503 : 404, lookup.getMessage())
                : cause;
    }

    /** As addresses name them. */
    private enum SampleSet {
        TRAINING,
        EVALUATION
    }
}
