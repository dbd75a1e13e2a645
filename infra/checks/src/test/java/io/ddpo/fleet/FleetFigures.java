package io.ddpo.fleet;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The gauges of a fleet. */
public final class FleetFigures {
    private FleetFigures() {}

    public static void make(MeterRegistry registry) {
        new FleetMeters(registry).show(List.of(new Standing(Wanted.all("foxes", WorkerRole.SAMPLER, 1), 1, 1)));
    }
}
