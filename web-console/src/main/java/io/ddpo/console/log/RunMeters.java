package io.ddpo.console.log;

import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.RunSummary;
import io.ddpo.console.model.StageView;
import io.ddpo.console.model.WorkerView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the log says of every run, as gauges for dashboards and autoscalers: what waits, in records and in seconds, who
 * works, and what failed. What is unknown has no gauge. One thread at a time.
 */
public final class RunMeters {
    private final MultiGauge backlogRecords;
    private final MultiGauge backlogSeconds;
    private final MultiGauge iteration;
    private final MultiGauge deadLetters;
    private final MultiGauge workers;
    private final MultiGauge staleness;
    private final MultiGauge samplersWanted;

    /** Gauges in {@code registry}, tagged with the run. */
    public RunMeters(MeterRegistry registry) {
        backlogRecords = gauge(registry, "ddpo.run.backlog.records", "What waits for a stage, in its unit");
        backlogSeconds = gauge(registry, "ddpo.run.backlog.seconds", "How long that takes at the stage's rate");
        iteration = gauge(registry, "ddpo.run.iteration", "The iteration in work, from 0");
        deadLetters = gauge(registry, "ddpo.run.dead.letters", "Records that could not be processed");
        workers = gauge(registry, "ddpo.run.workers", "Workers by role and by what they last said");
        staleness = gauge(registry, "ddpo.run.staleness", "Versions that a worker is behind the newest one");
        samplersWanted = gauge(registry, "ddpo.run.samplers.wanted", "Samplers that the last command wants");
    }

    /** Shows how {@code runs} stand at {@code now}, and forgets what was shown before. */
    public void show(List<RunModel> runs, Instant now) {
        List<Row<?>> records = new ArrayList<>();
        List<Row<?>> seconds = new ArrayList<>();
        List<Row<?>> iterations = new ArrayList<>();
        List<Row<?>> letters = new ArrayList<>();
        List<Row<?>> states = new ArrayList<>();
        List<Row<?>> behind = new ArrayList<>();
        List<Row<?>> wanted = new ArrayList<>();
        for (RunModel run : runs) {
            Tags tags = Tags.of("run", run.run());
            for (StageView stage : run.pipeline(now)) {
                add(records, tags.and("stage", stage.name()), stage.backlog());
                add(seconds, tags.and("stage", stage.name()), stage.backlogSeconds());
            }
            List<WorkerView> views = run.workers(now);
            byState(views).forEach((key, count) -> add(states, tags.and(key), count));
            views.stream()
                    .filter(worker -> !worker.silent())
                    .forEach(worker -> add(behind, tags.and("worker", worker.worker()), worker.staleness()));
            RunSummary summary = run.summary(now);
            add(iterations, tags, summary.iteration());
            add(letters, tags, summary.deadLetters());
            add(wanted, tags, run.fleet(now).wanted());
        }
        backlogRecords.register(records, true);
        backlogSeconds.register(seconds, true);
        iteration.register(iterations, true);
        deadLetters.register(letters, true);
        workers.register(states, true);
        staleness.register(behind, true);
        samplersWanted.register(wanted, true);
    }

    private static Map<Tags, Long> byState(List<WorkerView> workers) {
        return workers.stream()
                .collect(Collectors.groupingBy(
                        worker -> Tags.of("role", worker.role(), "state", worker.silent() ? "silent" : worker.state()),
                        Collectors.counting()));
    }

    private static void add(List<Row<?>> rows, Tags tags, Number value) {
        if (value != null) {
            rows.add(Row.of(tags, value));
        }
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }
}
