package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SamplerMetricsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BatchReport REPORT =
            new BatchReport(2, 1, Duration.ofMillis(50), Duration.ofMillis(900), Duration.ofMillis(25));

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SamplerMetrics metrics = new SamplerMetrics(meters, "sampler-1");

    @Test
    void tellsModelComputationFromEverythingElse() {
        metrics.waited(Duration.ofMillis(300));
        metrics.answered(Requests.sound(), REPORT, NOW);

        assertThat(millis("waiting")).isEqualTo(300);
        assertThat(millis("weights")).isEqualTo(50);
        assertThat(millis("model")).isEqualTo(900);
        assertThat(millis("publish")).isEqualTo(25);
    }

    @Test
    void countsSamplesAndFailures() {
        metrics.answered(Requests.sound(), REPORT, NOW);
        metrics.answered(Requests.sound(), REPORT, NOW);

        assertThat(meters.get("ddpo.sampler.samples").counter().count()).isEqualTo(4);
        assertThat(meters.get("ddpo.sampler.failures").counter().count()).isEqualTo(2);
    }

    @Test
    void showsTheVersionOnceItSampled() {
        assertThat(version()).isEqualTo(-1);

        metrics.answered(Requests.varied().setPolicyVersion(6).build(), REPORT, NOW);

        assertThat(version()).isEqualTo(6);
    }

    @Test
    void everyRequestIsAPointInTheMetricsOfTheRun() {
        metrics.answered(Requests.sound(), REPORT, NOW);
        Metric second = metrics.answered(Requests.sound(), REPORT, NOW);

        assertThat(second.getSeries()).isEqualTo("sampler.batch");
        assertThat(second.getStep()).isEqualTo(1);
        assertThat(second.getIteration()).isEqualTo(3);
        assertThat(second.getTimestamp()).isEqualTo(NOW);
        assertThat(second.getValues())
                .isEqualTo(Map.of(
                        "samples", 2.0,
                        "failures", 1.0,
                        "weightsSeconds", 0.05,
                        "modelSeconds", 0.9,
                        "publishSeconds", 0.025));
        assertThat(second.getLabels()).isEqualTo(Map.of("worker", "sampler-1", "purpose", "TRAIN"));
    }

    private double millis(String part) {
        return meters.get("ddpo.sampler.time").tag("part", part).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    private double version() {
        return meters.get("ddpo.sampler.policy.version").gauge().value();
    }
}
