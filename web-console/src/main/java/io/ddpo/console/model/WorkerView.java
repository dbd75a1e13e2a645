package io.ddpo.console.model;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker last said of itself.
 *
 * @param state starting, waiting, working, draining, stopped, failed or quarantined
 * @param policyVersion null before the first
 * @param staleness versions behind the newest one; null where either is unknown
 * @param progress share of its work that is done, in [0, 1]; null where unknown
 * @param silent whether it should have said something since
 */
public record WorkerView(
        String worker,
        String role,
        String host,
        long pid,
        String device,
        String state,
        String message,
        Integer policyVersion,
        Integer staleness,
        Integer iteration,
        Double progress,
        Map<String, Double> rates,
        long startedAt,
        long heartbeatAt,
        boolean silent) {

    static WorkerView of(WorkerHeartbeat beat, Integer newest, boolean silent) {
        Integer version = beat.getPolicyVersion().orElse(null);
        return new WorkerView(
                beat.getWorker(),
                beat.getRole(),
                beat.getHost(),
                beat.getPid(),
                beat.getDevice(),
                beat.getState().name().toLowerCase(Locale.ROOT),
                beat.getMessage(),
                version,
                version == null || newest == null ? null : Math.max(0, newest - version),
                beat.getIteration().orElse(null),
                beat.getProgress().orElse(null),
                new TreeMap<>(beat.getRates()),
                beat.getStartedAt().toEpochMilli(),
                beat.getTimestamp().toEpochMilli(),
                silent);
    }

    boolean hasLeft() {
        return List.of("stopped", "failed", "quarantined").contains(state);
    }
}
