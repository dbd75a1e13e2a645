package io.ddpo.local.demo;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Launcher;
import io.ddpo.console.launch.Preview;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.report.Report;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays and forks that a console asks for, trained in this process, one after the other. What is not done when this is
 * closed can be resumed: the log has it.
 */
public final class SideRuns implements Launcher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SideRuns.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final DeviceName device;
    private final Path results;
    private final InstantSource clock;
    private final Map<String, Launch> launches = new LinkedHashMap<>();
    private final ExecutorService trainer = Executors.newSingleThreadExecutor(work -> new Thread(work, "side-runs"));
    private volatile boolean closing;

    /** @param results folder in which each run has one of its own */
    public SideRuns(String bootstrapServers, DeviceName device, Path results, InstantSource clock) {
        this.bootstrapServers = bootstrapServers;
        this.device = device;
        this.results = results;
        this.clock = clock;
    }

    private record Plan(RunSpecification specification, Preview preview) {}

    @Override
    public Preview preview(LaunchRequest request) {
        return plan(request).preview();
    }

    @Override
    public void launch(LaunchRequest request, String who, String why) {
        RunSpecification specification = plan(request).specification();
        sound(() -> {
            log(request.name()).create(specification, who, why);
            return specification;
        });
        put(new Launch(request.name(), request.source(), request.kind(), Launch.State.WAITING, ""));
        try {
            trainer.execute(() -> train(specification));
        } catch (RejectedExecutionException e) {
            throw new LaunchRefusedException(
                    "run %s: created, and left to ./ddpo resume: this process is ending".formatted(request.name()), e);
        }
    }

    private Plan plan(LaunchRequest request) {
        return sound(() -> {
            log(request.name()).requireNew();
            SourceRun source = SourceRun.read(log(request.source()));
            RunChanges changes = new RunChanges(
                    request.algorithm().map(DemoAlgorithm::of),
                    request.reward().map(name -> new RewardSettings(name, Map.of())),
                    request.settings());
            Plan plan = plan(source, request, changes);
            BaseModels.of(plan.specification(), Optional.empty());
            RewardNeeds.require(plan.specification());
            return plan;
        });
    }

    private static Plan plan(SourceRun source, LaunchRequest request, RunChanges changes) {
        if (request.kind() == LaunchRequest.Kind.FORK) {
            ForkPlan fork =
                    ForkPlan.of(source, request.name(), request.version().orElseThrow(), changes);
            return new Plan(fork.specification(), fork.preview());
        }
        ReplayChoice choice = new ReplayChoice(request.fromIteration(), request.toIteration(), request.version());
        ReplayPlan replay = ReplayPlan.of(source, request.name(), choice, changes);
        return new Plan(replay.specification(), replay.preview());
    }

    private DemoLog log(String run) {
        if (!RunNames.isValid(run)) {
            throw new IllegalArgumentException("name: expected %s, got '%s'".formatted(RunNames.EXPECTED, run));
        }
        return new DemoLog(bootstrapServers, new RunNames(run), clock);
    }

    private static <T> T sound(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (IllegalArgumentException | FatalRoleException | IOException e) {
            throw new LaunchRefusedException(e.getMessage(), e);
        }
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }

    private void train(RunSpecification run) {
        if (closing) {
            become(run, Launch.State.STOPPED, "the process ended first");
            return;
        }
        become(run, Launch.State.TRAINING, "");
        try {
            trainUntilOver(run);
        } catch (IOException | RuntimeException e) {
            log.atError().addKeyValue("run", run.getRun()).setCause(e).log("A run is given up");
            become(run, Launch.State.FAILED, e.getMessage());
        }
    }

    private void trainUntilOver(RunSpecification run) throws IOException {
        DemoLog own = log(run.getRun());
        ModelFolder model = BaseModels.of(run, Optional.empty());
        Path folder = results.resolve(run.getRun());
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        try (RunTail tail = own.tail(run)) {
            RunView view = tail.catchUp();
            try (Crew crew = Crew.start(
                    run.getRun(),
                    bootstrapServers,
                    model.path(),
                    List.of(device),
                    1,
                    RewardNeeds.scorers(run),
                    scratch,
                    clock)) {
                follow(tail, view, crew);
            }
            if (view.isComplete()) {
                RunHistory history = own.history(run);
                Report.write(history, model, own.weights(history.last()), folder);
                become(run, Launch.State.FINISHED, "results in " + folder);
            } else {
                become(
                        run,
                        Launch.State.STOPPED,
                        view.stopped().or(view::stoppedByCommand).orElse("the process ended first"));
            }
        }
    }

    private void follow(RunTail tail, RunView view, Crew crew) {
        while (!closing
                && !view.isComplete()
                && view.stopped().isEmpty()
                && view.stoppedByCommand().isEmpty()) {
            tail.follow(LOOK);
            crew.failure().ifPresent(exit -> {
                throw new FatalRoleException(exit.code(), exit.sentence());
            });
        }
    }

    private void become(RunSpecification run, Launch.State state, String sentence) {
        synchronized (launches) {
            launches.computeIfPresent(run.getRun(), (name, launch) -> launch.in(state, sentence));
        }
    }

    private void put(Launch launch) {
        synchronized (launches) {
            launches.put(launch.run(), launch);
        }
    }

    @Override
    public List<Launch> launches() {
        synchronized (launches) {
            List<Launch> all = new ArrayList<>(launches.values());
            Collections.reverse(all);
            return all;
        }
    }

    /** The runs that are not done, in their order. */
    List<String> underWay() {
        synchronized (launches) {
            return launches.values().stream()
                    .filter(launch -> launch.state() == Launch.State.WAITING || launch.state() == Launch.State.TRAINING)
                    .map(Launch::run)
                    .toList();
        }
    }

    /** Lets the run that is trained give back what it has in hand, and waits for that. */
    @Override
    public void close() {
        closing = true;
        trainer.shutdown();
        try {
            while (!trainer.awaitTermination(1, TimeUnit.MINUTES)) {
                log.atInfo().log("A run is still giving back what it has in hand");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
