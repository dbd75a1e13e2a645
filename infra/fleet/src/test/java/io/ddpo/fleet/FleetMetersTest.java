package io.ddpo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FleetMeters meters = new FleetMeters(registry);

    @Test
    void whatIsAskedWantedThereAndReadyIsShownByRunAndRole() {
        meters.show(List.of(new Standing(new Wanted("foxes", WorkerRole.SAMPLER, 9, 4, "too many"), 3, 2)));

        assertThat(gauge("asked")).isEqualTo(9);
        assertThat(gauge("wanted")).isEqualTo(4);
        assertThat(gauge("there")).isEqualTo(3);
        assertThat(gauge("ready")).isEqualTo(2);
    }

    @Test
    void aRunThatIsReleasedIsShownNoMore() {
        meters.show(List.of(new Standing(Wanted.all("foxes", WorkerRole.SAMPLER, 1), 1, 1)));
        meters.show(List.of());

        assertThat(registry.find("ddpo.fleet.workers.there").gauges()).isEmpty();
    }

    private double gauge(String name) {
        return registry.get("ddpo.fleet.workers." + name)
                .tags("run", "foxes", "worker", "sampler")
                .gauge()
                .value();
    }
}
