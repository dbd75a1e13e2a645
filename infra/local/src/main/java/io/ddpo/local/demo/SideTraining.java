package io.ddpo.local.demo;

import io.ddpo.console.launch.Launch;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.WorkersAtWork;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Trains one run from where its log ends, in this process and without a screen. */
final class SideTraining {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Those who were killed are missed by then. */
    private static final Duration LONGEST_WAIT = WorkersAtWork.SILENCE.plusSeconds(5);

    private final ClusterAccess access;
    private final DeviceName device;
    private final Path results;
    private final InstantSource clock;
    private final BooleanSupplier ending;

    /**
     * @param results folder in which each run has one of its own
     * @param ending whether the process is to end; the run gives back what it has in hand then
     */
    SideTraining(ClusterAccess access, DeviceName device, Path results, InstantSource clock, BooleanSupplier ending) {
        this.access = access;
        this.device = device;
        this.results = results;
        this.clock = clock;
        this.ending = ending;
    }

    /**
     * How it ended.
     *
     * @param over whether there is nothing left to do for this process
     */
    record End(Launch.State state, String sentence, boolean over) {}

    /**
     * Trains until the run is complete or stopped, or the process is to end.
     *
     * @throws FatalRoleException if a role failed
     */
    End train(DemoLog log, RunSpecification run) throws IOException {
        Optional<String> other = otherAtWork(log);
        if (other.isPresent()) {
            return new End(Launch.State.STOPPED, other.get() + " is at work on it elsewhere", false);
        }
        ModelFolder model = BaseModels.of(run, Optional.empty());
        Path folder = results.resolve(run.getRun());
        try (RunTail tail = log.tail(run)) {
            RunView view = tail.catchUp();
            if (!view.isComplete() && view.stopAsked().isPresent()) {
                return new End(Launch.State.STOPPED, view.stopAsked().get(), true);
            }
            follow(tail, view, run, model, Files.createDirectories(folder.resolve("scratch")));
            if (view.isComplete()) {
                RunHistory history = log.history(run);
                log.report(history, model, folder);
                return new End(Launch.State.FINISHED, "results in " + folder, true);
            }
            return view.stopped()
                    .or(view::stoppedByCommand)
                    .map(why -> new End(Launch.State.STOPPED, why, true))
                    .orElseGet(() -> new End(Launch.State.STOPPED, "the process ended first", false));
        }
    }

    private void follow(RunTail tail, RunView view, RunSpecification run, ModelFolder model, Path scratch) {
        try (Crew crew = Crew.start(
                run.getRun(), access, model.path(), List.of(device), 1, RewardNeeds.scorers(run), scratch, clock)) {
            while (!ending.getAsBoolean()
                    && !view.isComplete()
                    && view.stopped().isEmpty()
                    && view.stoppedByCommand().isEmpty()) {
                tail.follow(LOOK);
                crew.failure().ifPresent(exit -> {
                    throw new FatalRoleException(exit.code(), exit.sentence());
                });
            }
        }
    }

    /** Somebody who still is when all that were killed would be missed. */
    private Optional<String> otherAtWork(DemoLog log) {
        Instant until = clock.instant().plus(LONGEST_WAIT);
        List<String> others = log.workersAtWork();
        while (!others.isEmpty() && !ending.getAsBoolean() && clock.instant().isBefore(until)) {
            LockSupport.parkNanos(LOOK.toNanos());
            others = log.workersAtWork();
        }
        return others.stream().findFirst();
    }
}
