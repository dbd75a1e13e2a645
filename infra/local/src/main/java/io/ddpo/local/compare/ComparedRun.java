package io.ddpo.local.compare;

import io.ddpo.local.history.IterationRewards;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;

/**
 * A run with its rewards.
 *
 * @param iterations that were closed so far, in order; at least one
 */
public record ComparedRun(RunSpecification specification, List<IterationRewards> iterations) {
    public ComparedRun {
        iterations = List.copyOf(iterations);
        if (iterations.isEmpty()) {
            throw new IllegalArgumentException(
                    "run %s: expected at least one closed iteration, found none".formatted(specification.getRun()));
        }
    }

    String reward() {
        return specification.getReward().getName();
    }

    RewardCurve curve() {
        return RewardCurve.of(iterations);
    }
}
