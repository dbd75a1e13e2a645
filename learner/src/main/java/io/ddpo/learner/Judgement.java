package io.ddpo.learner;

import io.ddpo.learner.guard.Overoptimisation;
import io.ddpo.schemas.avro.Metric;
import java.util.List;
import java.util.Optional;

/**
 * What the guard says of a version.
 *
 * @param metrics the record of it; none where there is nothing to judge
 * @param found over-optimisation that was not found before
 */
record Judgement(List<Metric> metrics, Optional<Overoptimisation> found) {
    /** Of a version that is not to be judged. */
    static final Judgement NONE = new Judgement(List.of(), Optional.empty());

    Judgement {
        metrics = List.copyOf(metrics);
    }
}
