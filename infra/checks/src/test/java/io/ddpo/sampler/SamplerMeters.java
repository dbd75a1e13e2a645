package io.ddpo.sampler;

import io.micrometer.core.instrument.MeterRegistry;

/** Every meter of a sampler. */
public final class SamplerMeters {
    private SamplerMeters() {}

    public static void make(MeterRegistry registry) {
        new SamplerMetrics(registry, "sampler-1");
    }
}
