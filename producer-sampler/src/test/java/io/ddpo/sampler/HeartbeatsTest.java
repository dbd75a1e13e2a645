package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant();
    private final List<WorkerHeartbeat> told = new ArrayList<>();
    private final Heartbeats heartbeats =
            new Heartbeats(new WorkerIdentity("sampler-1", "here", 7, "cuda:0", start), told::add, INTERVAL, clock);

    @Test
    void whoComesOrGoesIsToldAtOnce() {
        heartbeats.announce(WorkerState.STARTING, "");
        heartbeats.announce(WorkerState.FAILED, "no such model");

        assertThat(told)
                .extracting(WorkerHeartbeat::getState)
                .containsExactly(WorkerState.STARTING, WorkerState.FAILED);
        assertThat(told.get(1).getMessage()).isEqualTo("no such model");
    }

    @Test
    void saysWhoItIs() {
        heartbeats.announce(WorkerState.STARTING, "");

        WorkerHeartbeat first = told.get(0);
        assertThat(first.getWorker()).isEqualTo("sampler-1");
        assertThat(first.getRole()).isEqualTo("sampler");
        assertThat(first.getHost()).isEqualTo("here");
        assertThat(first.getPid()).isEqualTo(7);
        assertThat(first.getDevice()).isEqualTo("cuda:0");
        assertThat(first.getStartedAt()).isEqualTo(start);
        assertThat(first.getPolicyVersion()).isEmpty();
    }

    @Test
    void workIsToldOnceAnIntervalWithItsProgress() {
        Progress progress = new Progress(clock);
        heartbeats.working(Requests.sound(), progress, OptionalInt.of(5));
        progress.steps(1, 4);
        clock.pass(INTERVAL.minusMillis(1));
        heartbeats.working(Requests.sound(), progress, OptionalInt.of(5));
        clock.pass(Duration.ofMillis(1));
        heartbeats.working(Requests.sound(), progress, OptionalInt.of(5));

        assertThat(told).extracting(WorkerHeartbeat::getState).containsOnly(WorkerState.WORKING);
        assertThat(told).extracting(beat -> beat.getProgress().orElseThrow()).containsExactly(0.0, 0.25);
        assertThat(told.get(1).getIteration()).hasValue(3);
        assertThat(told.get(1).getPolicyVersion()).hasValue(5);
        assertThat(told.get(1).getTimestamp()).isEqualTo(start.plus(INTERVAL));
    }

    @Test
    void whoWaitsWorksOnNoIteration() {
        heartbeats.working(Requests.sound(), new Progress(clock), OptionalInt.of(5));
        clock.pass(INTERVAL);
        heartbeats.waiting(OptionalInt.of(5));

        assertThat(told.get(1).getState()).isEqualTo(WorkerState.WAITING);
        assertThat(told.get(1).getIteration()).isEmpty();
        assertThat(told.get(1).getProgress()).isEmpty();
    }

    @Test
    void tellsSamplesAndModelTimeASecond() {
        heartbeats.answered(
                new BatchReport(16, 0, Duration.ofMillis(100), Duration.ofMillis(1800), Duration.ofMillis(100)));
        heartbeats.waiting(OptionalInt.of(5));

        Map<String, Double> rates = told.get(0).getRates();
        assertThat(rates.get("samples")).isCloseTo(8.0, within(1e-9));
        assertThat(rates.get("modelSeconds")).isCloseTo(0.9, within(1e-9));
    }
}
