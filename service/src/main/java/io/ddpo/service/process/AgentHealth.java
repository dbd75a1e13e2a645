package io.ddpo.service.process;

import io.ddpo.service.duty.AgentRunner;
import io.ddpo.service.duty.State;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Status;
import io.ddpo.service.settings.DurationText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/**
 * What a duty cycle says about its health.
 *
 * @param stall how long one cycle may take
 */
record AgentHealth(AgentRunner runner, Duration stall, InstantSource clock) {
    void addTo(Health health) {
        health.live(runner.roleName(), this::liveness);
        health.ready(runner.roleName(), this::readiness);
    }

    /** Down once the cycle has ended or hangs: only a restart helps. */
    Status liveness() {
        if (runner.state() == State.ENDED) {
            return Status.down("ended");
        }
        Duration age = Duration.between(runner.lastCycle(), clock.instant());
        return age.compareTo(stall) <= 0
                ? Status.up("working")
                : Status.down("in one cycle for %s, longer than %s (stall.timeout)"
                        .formatted(DurationText.write(age), DurationText.write(stall)));
    }

    /** Up while it works and its last cycle did not fail. */
    Status readiness() {
        if (runner.state() != State.WORKING) {
            return Status.down(runner.state().name().toLowerCase(Locale.ROOT));
        }
        return runner.lastError()
                .map(error -> Status.down("the last cycle failed: " + error))
                .orElse(Status.up("working"));
    }
}
