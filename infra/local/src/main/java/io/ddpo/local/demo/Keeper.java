package io.ddpo.local.demo;

import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.specification.SpecificationDigest;
import io.ddpo.service.process.WorkerIdentity;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that starts the roles of runs, as the list of runs knows it. What it wants of a run stays there when it ends,
 * so that it finds it again; a run that is over is wanted by nobody.
 *
 * @param name the program and its machine, since another one has not its model and its disk
 */
record Keeper(String name, InstantSource clock) {
    /** A program of this machine. */
    static Keeper here(String program, InstantSource clock) {
        String host =
                WorkerIdentity.here(program, Optional.empty(), clock.instant()).host();
        return new Keeper(program + "@" + host, clock);
    }

    /** Writes that the roles of a run are wanted, and that this program keeps them. */
    void want(DemoLog log, RunSpecification run, int samplers, String who, String why) {
        put(log, run, RewardNeeds.workers(run, samplers), who, why);
    }

    /** Writes that nobody is wanted any more, unless the run was struck off the list or given to another meanwhile. */
    void release(DemoLog log, RunSpecification run, String why) {
        try (RunRegistry runs = log.runs()) {
            RunEntry known = runs.entries().get(run.getRun());
            if (known != null && known.getKeeper().equals(name)) {
                runs.put(entry(run, Map.of(), name, why));
            }
        }
    }

    /** The same where the run has come to its end or somebody stopped it; whatever else ended the work, it is to go on. */
    void releaseIfOver(DemoLog log, RunSpecification run, RunView view) {
        view.stoppedByCommand()
                .or(() -> view.isComplete() ? Optional.of("it has come to its end") : Optional.empty())
                .ifPresent(why -> release(log, run, why));
    }

    private void put(DemoLog log, RunSpecification run, Map<String, Integer> roles, String who, String why) {
        try (RunRegistry runs = log.runs()) {
            runs.put(entry(run, roles, who, why));
        }
    }

    private RunEntry entry(RunSpecification run, Map<String, Integer> roles, String who, String why) {
        return new RunEntry(run.getRun(), SpecificationDigest.of(run), roles, clock.instant(), name, who, why);
    }

    /** What this program has yet to do, in the order in which it was wanted. */
    List<RunEntry> wanted(RunRegistry runs) {
        return runs.entries().values().stream()
                .filter(entry ->
                        entry.getKeeper().equals(name) && !entry.getRoles().isEmpty())
                .toList();
    }
}
