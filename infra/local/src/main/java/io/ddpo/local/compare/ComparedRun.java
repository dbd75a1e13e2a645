package io.ddpo.local.compare;

import io.ddpo.local.history.Spread;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;

/**
 * A run with its rewards.
 *
 * @param iterations the rewards that were trained on in each iteration that was closed so far, in order; at least one
 */
public record ComparedRun(RunSpecification specification, List<Spread> iterations) {
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
