package io.ddpo.local.cluster;

import io.ddpo.fleet.Actual;
import io.ddpo.fleet.Backend;
import io.ddpo.fleet.FleetPlan;
import io.ddpo.fleet.Wanted;
import io.ddpo.fleet.WorkerRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;

/**
 * Workers as processes of this machine, kept going by a supervisor. Whose run is over is not sent away, since it leaves by
 * itself when nothing is left to do; and it is not started anew before its run is resumed.
 */
final class ProcessBackend implements Backend {
    private static final int LOOK_MS = 100;

    /** Who has nothing to do ends within a minute, and may end after its run was resumed without having seen that. */
    private static final Duration RESUMING = Duration.ofMinutes(2);

    private final Supervisor supervisor;
    private final ClusterPlan plan;
    private final List<WorkerSpec> services;
    private final Runnable turn;
    private final InstantSource clock;
    private final Map<String, Instant> resumed = new HashMap<>();
    private Set<String> over = Set.of();

    /**
     * @param services what is kept going beside the workers of runs
     * @param turn has the supervisor do what is due
     */
    ProcessBackend(
            Supervisor supervisor, ClusterPlan plan, List<WorkerSpec> services, Runnable turn, InstantSource clock) {
        this.supervisor = supervisor;
        this.plan = plan;
        this.services = List.copyOf(services);
        this.turn = turn;
        this.clock = clock;
    }

    @Override
    public void make(FleetPlan wanted) {
        resume(wanted.over());
        forgetFinished();
        List<WorkerSpec> all = new ArrayList<>(services);
        for (Wanted workers : wanted.workers()) {
            if (!over.contains(workers.run())) {
                all.addAll(plan.of(workers));
            }
        }
        Predicate<String> stays = run -> over.contains(run) || wanted.unread().contains(run);
        supervisor.workers().stream()
                .filter(worker -> worker.phase() != Phase.STOPPING)
                .map(Worker::spec)
                .filter(worker -> plan.runOf(worker).filter(stays).isPresent())
                .forEach(all::add);
        supervisor.want(all);
        turn.run();
    }

    private void resume(Set<String> nowOver) {
        Instant now = clock.instant();
        over.stream().filter(run -> !nowOver.contains(run)).forEach(run -> resumed.put(run, now));
        resumed.keySet().removeAll(nowOver);
        resumed.values().removeIf(since -> since.plus(RESUMING).isBefore(now));
        over = nowOver;
    }

    /** So that they are started once more. */
    private void forgetFinished() {
        if (supervisor.workers().stream().noneMatch(this::mayNotStayFinished)) {
            return;
        }
        supervisor.want(supervisor.workers().stream()
                .filter(worker -> worker.phase() != Phase.STOPPING && !mayNotStayFinished(worker))
                .map(Worker::spec)
                .toList());
        turn.run();
    }

    private boolean mayNotStayFinished(Worker worker) {
        return worker.phase() == Phase.FINISHED
                && plan.runOf(worker.spec()).filter(resumed::containsKey).isPresent();
    }

    @Override
    public List<Actual> there() {
        return supervisor.workers().stream()
                .filter(worker -> plan.runOf(worker.spec()).isPresent())
                .collect(Collectors.groupingBy(worker -> group(worker.spec())))
                .entrySet()
                .stream()
                .map(found -> new Actual(
                        found.getKey().run(),
                        found.getKey().role(),
                        count(found.getValue(), worker -> worker.phase().hasProcess()),
                        count(found.getValue(), worker -> worker.phase() == Phase.RUNNING)))
                .toList();
    }

    private record Group(String run, WorkerRole role) {}

    private Group group(WorkerSpec worker) {
        return new Group(
                plan.runOf(worker).orElseThrow(),
                WorkerRole.of(worker.role().text()).orElseThrow());
    }

    private static int count(List<Worker> workers, Predicate<Worker> which) {
        return (int) workers.stream().filter(which).count();
    }

    /** Ends all of them and waits for that. */
    @Override
    public void close() {
        supervisor.want(List.of());
        turn.run();
        while (!supervisor.workers().isEmpty() && !Thread.currentThread().isInterrupted()) {
            Utils.sleep(LOOK_MS);
            turn.run();
        }
    }
}
