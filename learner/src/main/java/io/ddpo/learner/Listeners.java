package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;

/** Several listeners as one, called in order. */
record Listeners(List<LearnerListener> all) implements LearnerListener {

    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void progress(Progress progress) {
        all.forEach(listener -> listener.progress(progress));
    }

    @Override
    public void committed(WeightsManifest manifest, List<Metric> metrics) {
        all.forEach(listener -> listener.committed(manifest, metrics));
    }
}
