package io.ddpo.fleet;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToIntFunction;

/** What is asked of a fleet, what it is to have, and what is there, by run and role. One thread at a time. */
public final class FleetMeters {
    private final MultiGauge asked;
    private final MultiGauge wanted;
    private final MultiGauge there;
    private final MultiGauge ready;

    /** Gauges in {@code registry}, tagged with the run and with {@code worker}, the role. */
    public FleetMeters(MeterRegistry registry) {
        asked = gauge(registry, "ddpo.fleet.workers.asked", "Processes that the log asks for");
        wanted = gauge(registry, "ddpo.fleet.workers.wanted", "Processes that the limits of the fleet allow of these");
        there = gauge(registry, "ddpo.fleet.workers.there", "Processes that were begun and have not ended");
        ready = gauge(registry, "ddpo.fleet.workers.ready", "Processes that do their work");
    }

    /** Shows how a fleet stands, and forgets what was shown before. */
    public void show(List<Standing> standings) {
        show(asked, standings, standing -> standing.wanted().asked());
        show(wanted, standings, standing -> standing.wanted().count());
        show(there, standings, Standing::there);
        show(ready, standings, Standing::ready);
    }

    private static void show(MultiGauge gauge, List<Standing> standings, ToIntFunction<Standing> figure) {
        gauge.register(
                standings.stream()
                        .<Row<?>>map(standing -> Row.of(tags(standing.wanted()), figure.applyAsInt(standing)))
                        .toList(),
                true);
    }

    private static Tags tags(Wanted wanted) {
        return Tags.of("run", wanted.run(), "worker", wanted.role().text());
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }
}
