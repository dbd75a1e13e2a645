package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void theDocumentTellsOfEveryAddressOfTheApiAndOfNoOther() throws Exception {
        // Given
        Assets assets = new Assets();
        JsonNode paths =
                new ObjectMapper().readTree(assets.openApi().body().getBytes()).get("paths");
        Set<String> documented = new TreeSet<>();
        paths.fields()
                .forEachRemaining(path -> Stream.of("get", "post")
                        .filter(path.getValue()::has)
                        .forEach(method -> documented.add(method.toUpperCase() + " " + path.getKey())));

        // When
        Set<String> served = new TreeSet<>(Set.of("GET /api/events", "GET /api/runs/{run}/events"));
        List<Route> routes = Stream.of(
                        new RunApi(null, null, null, InstantSource.system()).routes(),
                        new Pages(assets, null).routes(),
                        new Launching(null, null, Optional.empty()).routes(),
                        List.of(new Letters(null, null, null, null, InstantSource.system()).route()),
                        List.of(new Steering(null, null, null, InstantSource.system()).route()))
                .flatMap(List::stream)
                .filter(route -> route.template().startsWith("/api/"))
                .toList();
        routes.forEach(route -> served.add(route.method() + " " + route.template()));

        // Then
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void everyReferenceInItLeadsSomewhere() throws Exception {
        JsonNode document =
                new ObjectMapper().readTree(new Assets().openApi().body().getBytes());

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
