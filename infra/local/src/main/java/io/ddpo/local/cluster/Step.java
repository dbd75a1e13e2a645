package io.ddpo.local.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be done next to one process, so that there is what is wanted. */
record Step(Kind kind, WorkerSpec worker) {
    enum Kind {
        /** Give it a process. */
        START,
        /** Ask its process to end. */
        STOP,
        /** End its process. */
        KILL,
        /** It has no process and is not wanted any more. */
        FORGET
    }

    /**
     * Everything that is due. Who is about to end is waited for before its name is given away again.
     *
     * @param there by name
     */
    static List<Step> due(Collection<WorkerSpec> wanted, Map<String, Worker> there, Instant now) {
        List<Step> steps = new ArrayList<>();
        Set<WorkerSpec> kept = Set.copyOf(wanted);
        for (Worker worker : there.values()) {
            toEnd(worker, kept.contains(worker.spec()), now)
                    .ifPresent(kind -> steps.add(new Step(kind, worker.spec())));
        }
        Set<String> ending = steps.stream().map(step -> step.worker().name()).collect(Collectors.toSet());
        for (WorkerSpec spec : wanted) {
            Worker worker = there.get(spec.name());
            if (worker == null || worker.isDue(now) && !ending.contains(spec.name())) {
                steps.add(new Step(Kind.START, spec));
            }
        }
        return steps;
    }

    private static Optional<Kind> toEnd(Worker worker, boolean wanted, Instant now) {
        if (worker.phase() == Phase.STOPPING) {
            return worker.isOverdue(now) ? Optional.of(Kind.KILL) : Optional.empty();
        }
        if (wanted) {
            return Optional.empty();
        }
        return Optional.of(worker.phase() == Phase.RUNNING ? Kind.STOP : Kind.FORGET);
    }
}
