package io.ddpo.console.log;

import static io.ddpo.console.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.console.Records;
import io.ddpo.console.model.Backlog;
import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.model.RunModel;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WorkerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What operators see of runs. */
class RunMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMeters meters = new RunMeters(registry);
    private final RunModel foxes = new RunModel("foxes", ModelLimits.DEFAULT);

    @Test
    void aBacklogIsShownInRecordsAndInSeconds() {
        // Given
        foxes.fold().accept(0, Records.create(Records.specification("foxes", 3, 2, List.of("fox"))));
        foxes.fold().accept(new Backlog(10, 4L, 0, 0, 7L), NOW.minusSeconds(2));
        foxes.fold().accept(new Backlog(10, 4L, 0, 20, 7L), NOW);

        // When
        meters.show(List.of(foxes), NOW);

        // Then
        assertThat(value("ddpo.run.backlog.records", "stage", "requests")).isEqualTo(4);
        assertThat(value("ddpo.run.backlog.records", "stage", "rewards")).isEqualTo(7);
        assertThat(value("ddpo.run.backlog.seconds", "stage", "requests")).isPositive();
    }

    @Test
    void whatTheClusterDoesNotSayHasNoGauge() {
        foxes.fold().accept(new Backlog(10, null, 0, 0, null), NOW);

        meters.show(List.of(foxes), NOW);

        assertThat(registry.find("ddpo.run.backlog.records")
                        .tag("stage", "requests")
                        .gauge())
                .isNull();
        assertThat(registry.find("ddpo.run.samplers.wanted").gauge()).isNull();
    }

    @Test
    void workersAreCountedByWhatTheySay() {
        // Given
        foxes.fold().accept(Records.manifest("foxes", 3, RunState.RUNNING, 2));
        foxes.fold().accept(Records.heartbeat("sampler-1", "sampler", WorkerState.WORKING, NOW));
        foxes.fold().accept(Records.heartbeat("sampler-2", "sampler", WorkerState.WORKING, NOW));
        foxes.fold()
                .accept(Records.heartbeat(
                        "sampler-3", "sampler", WorkerState.WORKING, NOW.minus(Duration.ofMinutes(1))));
        foxes.fold().accept(1, Records.command(new SetSamplers(4), "night"));

        // When
        meters.show(List.of(foxes), NOW);

        // Then
        assertThat(value("ddpo.run.workers", "state", "working")).isEqualTo(2);
        assertThat(value("ddpo.run.workers", "state", "silent")).isEqualTo(1);
        assertThat(value("ddpo.run.samplers.wanted", "run", "foxes")).isEqualTo(4);
        assertThat(value("ddpo.run.iteration", "run", "foxes")).isEqualTo(3);
    }

    @Test
    void aRunThatIsGoneIsForgotten() {
        meters.show(List.of(foxes), NOW);

        meters.show(List.of(), NOW);

        assertThat(registry.getMeters()).extracting(Meter::getId).isEmpty();
    }

    private double value(String name, String tag, String value) {
        Gauge gauge = registry.find(name).tag(tag, value).gauge();
        return Objects.requireNonNull(gauge, name).value();
    }
}
