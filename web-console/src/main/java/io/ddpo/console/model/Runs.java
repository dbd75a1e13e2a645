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

    /** Grows when a run comes, goes or changes. */
    public long revision() {
        return membership.get()
                + models.values().stream().mapToLong(RunModel::revision).sum();
    }
}
