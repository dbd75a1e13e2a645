package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void healthIsSaidInAFewWords() throws IOException {
        assertThat(Readiness.of("{\"status\":\"up\",\"checks\":{}}")).isEqualTo("ready");
        assertThat(Readiness.of("{\"status\":\"down\",\"checks\":{\"role\":{\"status\":\"up\",\"reason\":\"started\"},"
                        + "\"sampler\":{\"status\":\"down\",\"reason\":\"starting\"}}}"))
                .isEqualTo("not ready: starting");
    }

    @Test
    void whereNobodyListensNobodyIsReady() {
        assertThat(Readiness.at(1)).isEqualTo("not ready: does not answer");
    }
}
