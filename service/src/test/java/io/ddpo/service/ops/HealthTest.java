package io.ddpo.service.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void livenessAndReadinessAreAskedSeparately() {
        health.live("duty", () -> Status.up("working"));
        health.ready("duty", () -> Status.down("starting"));

        assertThat(health.liveness()).isEqualTo(new Report(Map.of("duty", Status.up("working"))));
        assertThat(health.readiness()).isEqualTo(new Report(Map.of("duty", Status.down("starting"))));
    }

    @Test
    void aCheckThatThrowsIsDownAndDoesNotHideTheOthers() {
        health.ready("broken", () -> {
            throw new IllegalStateException("closed");
        });
        health.ready("fine", () -> Status.up("fine"));

        assertThat(health.readiness().checks())
                .containsEntry("broken", Status.down("the check failed: java.lang.IllegalStateException: closed"))
                .containsEntry("fine", Status.up("fine"));
    }

    @Test
    void twoChecksCannotShareAName() {
        health.ready("duty", () -> Status.up("working"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> health.ready("duty", () -> Status.up("working")))
                .withMessage("health check 'duty': expected a name of its own");
    }

    @Test
    void aStatusWithoutAReasonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Status.down(" "))
                .withMessage("reason: expected a few words, got none");
    }
}
