package io.ddpo.service.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void aReportIsUpOnlyIfEveryCheckIs() {
        assertThat(new Report(Map.of()).up()).isTrue();
        assertThat(new Report(Map.of("a", Status.up("fine"), "b", Status.up("fine"))).up())
                .isTrue();
        assertThat(new Report(Map.of("a", Status.up("fine"), "b", Status.down("gone"))).up())
                .isFalse();
    }

    @Test
    void itsJsonNamesEveryCheckInOrderWithItsReason() {
        Report report = new Report(Map.of("kafka", Status.down("no broker"), "duty", Status.up("working")));

        assertThat(report.json())
                .isEqualTo("{\"status\":\"down\",\"checks\":{\"duty\":{\"status\":\"up\",\"reason\":\"working\"},"
                        + "\"kafka\":{\"status\":\"down\",\"reason\":\"no broker\"}}}");
    }

    @Test
    void reasonsAreQuotedAsJsonDemands() {
        assertThat(Json.quote("say \"hi\" \\ or\nnot\u0001 – é"))
                .isEqualTo("\"say \\\"hi\\\" \\\\ or\\u000anot\\u0001 – é\"");
    }
}
