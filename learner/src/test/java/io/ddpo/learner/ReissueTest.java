package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.RolloutRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReissueTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<RolloutRequest> requests = new Planner(Specifications.small()).training(0, 0, 0);
    private final Reissue reissue = new Reissue(Duration.ofMinutes(10));

    @Test
    void waitsAsLongAsItIsTold() {
        Set<String> missing = Set.of("t000000-00001-0000");

        assertThat(reissue.due(requests, missing, START, START.plusSeconds(599)))
                .isEmpty();
        assertThat(reissue.due(requests, missing, START, START.plusSeconds(600)))
                .containsExactly(requests.get(1));
    }

    @Test
    void issuesOnlyWhatLacksAnOutcome() {
        Instant late = START.plusSeconds(1000);

        assertThat(reissue.due(requests, Set.of(), START, late)).isEmpty();
        assertThat(reissue.due(requests, Set.of("t000000-00000-0002", "t000000-00001-0000"), START, late))
                .isEqualTo(requests);
    }

    @Test
    void neverWaitsForPadding() {
        assertThat(reissue.due(requests, Set.of("t000000-00001-0003"), START, START.plusSeconds(1000)))
                .isEmpty();
    }
}
