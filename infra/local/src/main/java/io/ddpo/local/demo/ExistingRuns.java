package io.ddpo.local.demo;

import io.ddpo.console.launch.Preview;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.logging.LogFile;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Work that begins with a run in a log: to take it up again, to replay it, to fork it. The source is only read. */
public final class ExistingRuns {
    /** As the log says. */
    private static final String WHO = "ddpo";

    /** Longer than the roles may take to drain and the broker to stop. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private final Site site;
    private final Terminal terminal;
    private final BooleanSupplier consent;
    private final InstantSource clock;
    private final Keeper keeper;

    /** @param consent asks whether to go on after a preview */
    public ExistingRuns(Site site, Terminal terminal, BooleanSupplier consent, InstantSource clock) {
        this.site = site;
        this.terminal = terminal;
        this.consent = consent;
        this.clock = clock;
        this.keeper = Keeper.here(WHO, clock);
    }

    /**
     * Trains a new run on the samples of another.
     *
     * @param source the other run
     * @param name of the new one
     * @throws FatalRoleException if that is not possible, a role failed or the run stopped itself
     */
    public void replay(String source, String name, ReplayChoice choice, RunChanges changes) throws IOException {
        try (Cluster cluster = Cluster.open(site.place(), clock)) {
            ReplayPlan plan = sound(() -> ReplayPlan.of(SourceRun.read(cluster.log(source)), name, choice, changes));
            begin(cluster, plan.specification(), plan.preview());
        }
    }

    /**
     * Trains a new run that begins with a version of another.
     *
     * @param source the other run
     * @param name of the new one
     * @throws FatalRoleException if that is not possible, a role failed or the run stopped itself
     */
    public void fork(String source, String name, int version, RunChanges changes) throws IOException {
        try (Cluster cluster = Cluster.open(site.place(), clock)) {
            ForkPlan plan = sound(() -> ForkPlan.of(SourceRun.read(cluster.log(source)), name, version, changes));
            begin(cluster, plan.specification(), plan.preview());
        }
    }

    /**
     * Takes a run up where its log ends; one that was paused or stopped is resumed.
     *
     * @throws FatalRoleException if there is no such run, a role failed or the run stopped itself
     */
    public void resume(String run) throws IOException {
        try (Cluster cluster = Cluster.open(site.place(), clock)) {
            DemoLog log = cluster.log(run);
            SourceRun found = SourceRun.read(log);
            RunState state = found.last().getState();
            if (state != RunState.FINISHED) {
                log.requireTrainedHere();
            }
            if (state == RunState.PAUSED || state == RunState.STOPPED) {
                log.give(RunCommand.resume(), WHO, "ddpo resume");
            }
            terminal.line(
                    "run %s goes on at version %d".formatted(run, found.last().getVersion()));
            work(cluster, log, found.specification());
        }
    }

    private void begin(Cluster cluster, RunSpecification specification, Preview preview) throws IOException {
        DemoLog log = cluster.log(specification.getRun());
        log.requireNew();
        requireSound(specification);
        preview.lines().forEach(terminal::line);
        if (site.yes() || consent.getAsBoolean()) {
            log.create(specification, WHO, preview.title());
            work(cluster, log, specification);
        }
    }

    private void requireSound(RunSpecification specification) throws IOException {
        BaseModels.of(specification, site.model());
        try {
            RewardNeeds.require(specification);
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private void work(Cluster cluster, DemoLog log, RunSpecification specification) throws IOException {
        Instant start = clock.instant();
        ModelFolder model = BaseModels.of(specification, site.model());
        Path results = site.results().orElseGet(() -> Path.of("runs", specification.getRun()));
        DemoScreen screen = new DemoScreen(terminal, specification);
        try (Interruption interruption = new Interruption(LONGEST_STOP, () -> terminal.line("stopping"));
                LogFile logFile = LogFile.in(results);
                RunTail tail = log.tail(specification)) {
            RunView view = tail.catchUp();
            screen.show(view);
            if (!view.isComplete()) {
                keeper.want(log, specification, site.samplers(), WHO, "");
                Path scratch = Files.createDirectories(results.resolve("scratch"));
                try (SessionLog session = log.session(start);
                        Crew crew = Crew.start(
                                specification.getRun(),
                                cluster.access(),
                                model.path(),
                                List.of(site.device()),
                                site.samplers(),
                                RewardNeeds.scorers(specification),
                                scratch,
                                clock)) {
                    Watch.untilComplete(tail, screen, session, crew, interruption);
                }
                keeper.releaseIfOver(log, specification, view);
            }
            if (view.isComplete()) {
                RunHistory history = log.history(specification);
                screen.results(log.report(history, model, results), results);
            } else {
                String again = "./ddpo resume --run " + specification.getRun() + " "
                        + site.place().options();
                screen.ended(view, again, again);
            }
        }
    }

    private static <T> T sound(Supplier<T> plan) {
        try {
            return plan.get();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
