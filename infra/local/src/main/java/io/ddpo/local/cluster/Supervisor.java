package io.ddpo.local.cluster;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps processes going: what is wanted is started, and again when it ends; what is not is ended. One thread. */
final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final Function<WorkerSpec, Child> starter;
    private final InstantSource clock;
    private final Map<String, Worker> workers = new TreeMap<>();
    private final Map<String, Child> children = new HashMap<>();
    private List<WorkerSpec> wanted = List.of();

    Supervisor(Function<WorkerSpec, Child> starter, InstantSource clock) {
        this.starter = starter;
        this.clock = clock;
    }

    /** What is to be there, from the next turn on. */
    void want(Collection<WorkerSpec> specs) {
        wanted = List.copyOf(specs);
    }

    /** Takes in who has ended and does what is due; whether anything has changed. */
    boolean turn() {
        Instant now = clock.instant();
        boolean changed = takeInEnds(now);
        List<Step> steps = Step.due(wanted, workers, now);
        steps.forEach(step -> take(step, now));
        return changed || !steps.isEmpty();
    }

    /** Everybody there is, by name. */
    Collection<Worker> workers() {
        return List.copyOf(workers.values());
    }

    /** The process of a worker, if it has one. */
    Child child(Worker worker) {
        return children.get(worker.spec().name());
    }

    private boolean takeInEnds(Instant now) {
        boolean changed = false;
        for (String name : List.copyOf(children.keySet())) {
            var status = children.get(name).status();
            if (status.isPresent()) {
                children.remove(name);
                takeInEnd(workers.get(name), status.getAsInt(), now);
                changed = true;
            }
        }
        return changed;
    }

    private void takeInEnd(Worker worker, int status, Instant now) {
        String name = worker.spec().name();
        if (worker.phase() == Phase.STOPPING) {
            workers.remove(name);
            log.atInfo().addKeyValue("worker", name).log("Has ended as it was asked to");
            return;
        }
        Worker ended = worker.ended(status, now);
        workers.put(name, ended);
        log.atWarn()
                .addKeyValue("worker", name)
                .addKeyValue("status", status)
                .log("Has ended: {}", ended.phase().text());
    }

    private void take(Step step, Instant now) {
        String name = step.worker().name();
        log.atInfo().addKeyValue("worker", name).log("Due: {}", step.kind());
        switch (step.kind()) {
            case START -> {
                children.put(name, starter.apply(step.worker()));
                workers.compute(
                        name,
                        (key, before) ->
                                before == null ? Worker.started(step.worker(), now) : before.startedAgain(now));
            }
            case STOP -> {
                children.get(name).stop();
                workers.computeIfPresent(name, (key, worker) -> worker.stopping(now));
            }
            case KILL -> children.get(name).kill();
            case FORGET -> workers.remove(name);
        }
    }
}
