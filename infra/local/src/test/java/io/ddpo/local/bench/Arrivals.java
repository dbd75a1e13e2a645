package io.ddpo.local.bench;

import io.ddpo.sampler.Simulation;
import io.ddpo.schemas.avro.RolloutRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InterruptException;

/** When samplers have begun with a version. Each waits for the last, so that none takes two requests of a version. */
final class Arrivals implements Simulation.Listener {
    private static final long LONGEST_MS = 600_000;

    private final int samplers;
    private final Map<Integer, List<Long>> arrived = new HashMap<>();

    Arrivals(int samplers) {
        this.samplers = samplers;
    }

    @Override
    public synchronized void begun(RolloutRequest request) {
        arrived.computeIfAbsent(request.getPolicyVersion(), version -> new ArrayList<>())
                .add(System.nanoTime());
        notifyAll();
        last(request.getPolicyVersion());
    }

    /** Waits until all have begun with a version: when the last did, as {@link System#nanoTime} counts. */
    synchronized long last(int version) {
        long deadline = System.nanoTime() + LONGEST_MS * 1_000_000;
        while (arrived.getOrDefault(version, List.of()).size() < samplers) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("version %d: expected %d samplers to begin with it, %d did"
                        .formatted(
                                version,
                                samplers,
                                arrived.getOrDefault(version, List.of()).size()));
            }
            try {
                wait(1000);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return arrived.get(version).get(samplers - 1);
    }
}
