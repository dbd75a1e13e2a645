package io.ddpo.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** In what two specifications differ, for people. */
final class SpecificationDifference {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> differences = new ArrayList<>();

    private SpecificationDifference() {}

    /** One entry a setting, {@code path: this → that}, in the order of their paths; empty if they are the same. */
    static List<String> of(RunSpecification before, RunSpecification now) {
        SpecificationDifference difference = new SpecificationDifference();
        difference.compare("", json(before), json(now));
        return List.copyOf(difference.differences);
    }

    private void compare(String path, JsonNode before, JsonNode now) {
        if (before.isObject() && now.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            now.fieldNames().forEachRemaining(names::add);
            String prefix = path.isEmpty() ? "" : path + ".";
            names.forEach(name -> compare(prefix + name, before.path(name), now.path(name)));
        } else if (!before.equals(now)) {
            differences.add("%s: %s → %s".formatted(path, describe(before), describe(now)));
        }
    }

    private static String describe(JsonNode node) {
        if (node.isArray()) {
            return node.size() + " entries";
        }
        return node.isMissingNode() || node.isNull() ? "none" : node.isObject() ? node.toString() : node.asText();
    }

    private static JsonNode json(RunSpecification specification) {
        try {
            return JSON.readTree(specification.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro writes records as JSON", e);
        }
    }
}
