package io.ddpo.rewards.topology;

import java.time.Duration;

/**
 * What a topology needs to know of the process it runs in; none of it decides what is computed.
 *
 * @param worker who signs dead letters
 * @param overdueAfter how long an iteration may be open until it is reported
 * @param metrics where things are counted
 */
public record Operation(String worker, Duration overdueAfter, RewardMetrics metrics) {
    public Operation {
        if (overdueAfter.isNegative() || overdueAfter.isZero()) {
            throw new IllegalArgumentException("overdueAfter: expected a positive duration, got " + overdueAfter);
        }
    }
}
