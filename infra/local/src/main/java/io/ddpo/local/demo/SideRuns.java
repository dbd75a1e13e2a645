package io.ddpo.local.demo;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Launcher;
import io.ddpo.console.launch.Preview;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays and forks that a console asks for, trained in this process, one after the other. The list of runs has all of
 * them: what is not done when this is closed, or dies, goes on with {@link #takeUp} in a later process of this machine.
 */
public final class SideRuns implements Launcher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SideRuns.class);

    private final ClusterAccess access;
    private final SchemaRegistry registry;
    private final InstantSource clock;
    private final NewRuns runs;
    private final Keeper keeper;
    private final SideTraining training;
    private final Map<String, Launch> launches = new LinkedHashMap<>();
    private final ExecutorService trainer = Executors.newSingleThreadExecutor(work -> new Thread(work, "side-runs"));
    private volatile boolean closing;

    /** @param results folder in which each run has one of its own */
    public SideRuns(ClusterAccess access, DeviceName device, Path results, InstantSource clock) {
        this.access = access;
        this.registry = access.registry();
        this.clock = clock;
        this.runs = new NewRuns(access, registry, clock);
        this.keeper = Keeper.here("console", clock);
        this.training = new SideTraining(access, device, results, clock, () -> closing);
    }

    /** Goes on with what was launched on this machine and is not over. Returns at once. */
    public void takeUp() {
        trainer.execute(() -> {
            try {
                wanted().forEach(this::takeUp);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("What was launched earlier could not be read, and waits");
            }
        });
    }

    private List<RunEntry> wanted() {
        try (RunRegistry list = DemoLog.runs(access, registry, clock)) {
            return keeper.wanted(list);
        }
    }

    private void takeUp(RunEntry entry) {
        runs.log(entry.getRun()).existing().filter(this::enter).ifPresent(run -> {
            log.atInfo().addKeyValue("run", run.getRun()).log("A run goes on that {} launched", entry.getWho());
            begin(run);
        });
    }

    @Override
    public Preview preview(LaunchRequest request) {
        return runs.plan(request).preview();
    }

    @Override
    public void launch(LaunchRequest request, String who, String why) {
        RunSpecification run = runs.create(request, who, why);
        enter(run); // before the list has it, from which it would be taken up a second time
        try {
            keeper.want(runs.log(run.getRun()), run, 1, who, why);
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("run", run.getRun())
                    .setCause(e)
                    .log("The list of runs may not have what was launched; no later console would go on with it");
        }
        begin(run);
    }

    /** Whether it was not there before. */
    private boolean enter(RunSpecification run) {
        Launch waiting = NewRuns.launch(run, Launch.State.WAITING, "");
        synchronized (launches) {
            return launches.putIfAbsent(run.getRun(), waiting) == null;
        }
    }

    private void begin(RunSpecification run) {
        try {
            trainer.execute(() -> train(run));
        } catch (RejectedExecutionException e) {
            throw new LaunchRefusedException(
                    "run %s: in the log, and left to a later console: this process is ending".formatted(run.getRun()),
                    e);
        }
    }

    private void train(RunSpecification run) {
        if (closing) {
            become(run, Launch.State.STOPPED, "the process ended first");
            return;
        }
        become(run, Launch.State.TRAINING, "");
        try {
            DemoLog own = runs.log(run.getRun());
            SideTraining.End end = training.train(own, run);
            if (end.over()) {
                keeper.release(own, run, end.sentence());
            }
            become(run, end.state(), end.sentence());
        } catch (IOException | RuntimeException e) {
            giveUp(run, e);
        }
    }

    /** Whoever has mended what is wrong can resume it. */
    private void giveUp(RunSpecification run, Exception e) {
        log.atError().addKeyValue("run", run.getRun()).setCause(e).log("A run is given up");
        become(run, Launch.State.FAILED, e.getMessage());
        try {
            keeper.release(runs.log(run.getRun()), run, "given up: " + e.getMessage());
        } catch (RuntimeException f) {
            log.atError().addKeyValue("run", run.getRun()).setCause(f).log("A run stays wanted that was given up");
        }
    }

    private void become(RunSpecification run, Launch.State state, String sentence) {
        synchronized (launches) {
            launches.computeIfPresent(run.getRun(), (name, launch) -> launch.in(state, sentence));
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
        registry.close();
    }
}
