package io.ddpo.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards show what the roles export, and nothing else. */
class DashboardsTest {
    private static final Path FOLDER = Repository.file("infra/grafana/dashboards");

    @Test
    void everyMetricOfEveryQueryIsExported() throws IOException {
        Set<String> exported = ExportedMetrics.names();

        Map<String, Set<String>> unknown = new TreeMap<>();
        queries().forEach((place, query) -> {
            Set<String> names = Promql.metrics(query);
            assertThat(names).as(place).isNotEmpty();
            names.removeAll(exported);
            if (!names.isEmpty()) {
                unknown.put(place, names);
            }
        });

        assertThat(unknown).as("not among %s", exported).isEmpty();
    }

    @Test
    void everyPanelHasItsPlaceAndAsksTheOneDataSource() throws IOException {
        for (JsonNode dashboard : dashboards().values()) {
            String uid = dashboard.path("uid").asText();
            assertThat(uid).startsWith("ddpo-");
            assertThat(dashboard.path("panels").findValuesAsText("id"))
                    .as(uid)
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(panel.path("gridPos").path("w").asInt())
                        .as(uid + " " + panel.path("title"))
                        .isBetween(1, 24);
                if (!panel.path("type").asText().equals("row")) {
                    assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("prometheus");
                    assertThat(panel.path("description").asText())
                            .as(uid + " " + panel.path("title"))
                            .isNotBlank();
                }
            }
        }
    }

    @Test
    void namesOfMetricsAreFoundInQueries() {
        assertThat(Promql.metrics("sum by (le, role) (rate(a_total{run=\"$run\"}[5m])) / on (run) b_seconds_sum or c"))
                .containsExactly("a_total", "b_seconds_sum", "c");
        assertThat(Promql.metrics("label_values(up, instance)")).contains("up", "instance");
    }

    private static Map<String, String> queries() throws IOException {
        Map<String, String> queries = new TreeMap<>();
        dashboards()
                .forEach((name, dashboard) -> dashboard
                        .path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> queries.put(
                                        "%s, %s, %s"
                                                .formatted(
                                                        name,
                                                        panel.path("title").asText(),
                                                        target.path("refId").asText()),
                                        target.path("expr").asText()))));
        assertThat(queries).hasSizeGreaterThan(20);
        return queries;
    }

    private static Map<String, JsonNode> dashboards() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(3);
            return found.stream()
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> {
                        try {
                            return mapper.readTree(file.toFile());
                        } catch (IOException e) {
                            throw new AssertionError(file + " is no JSON", e);
                        }
                    }));
        }
    }
}
