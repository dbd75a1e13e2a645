package io.ddpo.service.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void boundMetersAreScrapedAndTheirBindersClosedInReverse() {
        Metrics metrics = new Metrics("learner");
        metrics.bind(new ClosingBinder("first", false));
        metrics.bind(new ClosingBinder("second", false));

        assertThat(metrics.scrape()).contains("first{role=\"learner\"} 1.0", "second{role=\"learner\"} 1.0");
        metrics.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void everyMeterHasTheTagsOfTheProcess() {
        try (Metrics metrics = new Metrics("learner", Map.of("run", "foxes"))) {
            metrics.registry().gauge("temperature", 1);

            assertThat(metrics.scrape().lines().filter(line -> !line.startsWith("#")))
                    .contains("temperature{role=\"learner\",run=\"foxes\"} 1.0")
                    .allMatch(line -> line.contains("role=\"learner\",run=\"foxes\""), "names role and run");
        }
    }

    @Test
    void aBinderThatDoesNotCloseDoesNotKeepTheOthersOpen() {
        Metrics metrics = new Metrics("learner");
        metrics.bind(new ClosingBinder("first", false));
        metrics.bind(new ClosingBinder("second", true));

        metrics.close();

        assertThat(closed).containsExactly("second", "first");
    }

    private final class ClosingBinder implements MeterBinder, AutoCloseable {
        private final String name;
        private final boolean fails;

        private ClosingBinder(String name, boolean fails) {
            this.name = name;
            this.fails = fails;
        }

        @Override
        public void bindTo(MeterRegistry registry) {
            registry.gauge(name, 1);
        }

        @Override
        public void close() {
            closed.add(name);
            if (fails) {
                throw new IllegalStateException(name);
            }
        }
    }
}
