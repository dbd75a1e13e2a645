package io.ddpo.console.model;

import java.util.List;

/**
 * Samplers that are wanted and those that are there.
 *
 * @param wanted by the last command about it; null if there was none
 * @param wantedSince when that was given, in milliseconds since the epoch; null if there was none
 * @param alive samplers that were heard of lately and have not left
 * @param working those that sample right now
 * @param quarantined those whose log-probabilities were off
 * @param limit what keeps the fleet from more, in the words of its controller; empty where nothing does, or nobody says
 */
public record Fleet(Integer wanted, Long wantedSince, int alive, int working, int quarantined, String limit) {
    static Fleet of(ControlEvent last, List<WorkerView> workers) {
        List<WorkerView> samplers = workers.stream()
                .filter(worker -> worker.role().equals("sampler"))
                .toList();
        List<WorkerView> alive = samplers.stream()
                .filter(worker -> !worker.silent() && !worker.hasLeft())
                .toList();
        return new Fleet(
                last == null ? null : Integer.valueOf(last.details().get("count")),
                last == null ? null : last.time(),
                alive.size(),
                count(alive, "working"),
                count(samplers, "quarantined"),
                workers.stream()
                        .filter(worker -> worker.role().equals("fleet") && !worker.silent() && !worker.hasLeft())
                        .map(WorkerView::message)
                        .findFirst()
                        .orElse(""));
    }

    private static int count(List<WorkerView> workers, String state) {
        return (int)
                workers.stream().filter(worker -> worker.state().equals(state)).count();
    }
}
