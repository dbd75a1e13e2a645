package io.ddpo.console.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The runs of the cluster that are followed, by name. Thread-safe. */
public final class Runs {
    private final ConcurrentSkipListMap<String, RunModel> models = new ConcurrentSkipListMap<>();
    private final AtomicLong membership = new AtomicLong();

    public void put(RunModel model) {
        models.put(model.run(), model);
        membership.incrementAndGet();
    }

    public void remove(String run) {
        models.remove(run);
        membership.incrementAndGet();
    }

    public Optional<RunModel> find(String run) {
        return Optional.ofNullable(models.get(run));
    }

    public List<RunModel> all() {
        return List.copyOf(models.values());
    }

    /** Runs that come from this one. */
    public List<Offspring> offspringOf(String run) {
        return models.values().stream()
                .flatMap(model -> model.offspringOf(run).stream())
                .toList();
    }

    /** Another one whenever runs that come from this one come, go or get further. Waits for no lock. */
    public long offspringRevision(String run) {
        return membership.get()
                + models.values().stream()
                        .filter(model -> model.comesFrom(run))
                        .mapToLong(RunModel::standing)
                        .sum();
    }

    /** Grows when a run comes, goes or changes. */
    public long revision() {
        return membership.get()
                + models.values().stream().mapToLong(RunModel::revision).sum();
    }
}
