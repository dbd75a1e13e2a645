package io.ddpo.local.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.Metric;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Instant LATER = Runs.START.plusSeconds(86_400);

    @Test
    void addUpWithoutTheNightBetweenThem() {
        List<Metric> metrics = List.of(
                Sessions.metric(Runs.START, Runs.START.plusSeconds(10), 700, 1, 1, 0),
                Sessions.metric(Runs.START, Runs.START.plusSeconds(25), 900, 2, 2, 1),
                Runs.iteration(2, 0),
                Sessions.metric(LATER, LATER.plusMillis(4_500), 800, 3, 3, 0));

        assertThat(Sessions.of(metrics)).isEqualTo(new Sessions(29.5, 900));
    }

    @Test
    void areNothingBeforeTheFirstIteration() {
        assertThat(Sessions.of(List.of())).isEqualTo(new Sessions(0, 0));
    }
}
