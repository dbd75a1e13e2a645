package io.ddpo.rewards.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The question to a server and its answer. What of an answer is not exactly as it should be is refused. */
final class ScoringJson {
    private ScoringJson() {}

    /** The question: {@code {"samples": [{"id", "prompt", "metadata": {}, "png": base64}]}}. */
    static byte[] question(List<Sample> samples) {
        ObjectNode question = Json.object();
        ArrayNode asked = question.putArray("samples");
        for (Sample sample : samples) {
            ObjectNode node = asked.addObject().put("id", sample.id()).put("prompt", sample.prompt());
            ObjectNode metadata = node.putObject("metadata");
            sample.metadata().forEach(metadata::put);
            node.put("png", sample.png());
        }
        return Json.write(question);
    }

    /**
     * The verdicts of an answer, in the order of the samples:
     * {@code {"results": [{"id", "score": number, "components": {}} or {"id", "failure": sentence}]}}.
     *
     * @throws BadAnswerException unless there is exactly one for each
     */
    static List<Verdict> verdicts(List<Sample> samples, byte[] answer) {
        Map<String, Verdict> byId = new HashMap<>();
        for (JsonNode result : results(answer)) {
            String id = text(result, "id");
            if (byId.put(id, verdict(id, result)) != null) {
                throw new BadAnswerException("expected one result for %s, got several".formatted(id));
            }
        }
        List<Verdict> verdicts =
                samples.stream().map(sample -> taken(byId, sample.id())).toList();
        if (!byId.isEmpty()) {
            throw new BadAnswerException("expected results for what was asked, got one for "
                    + byId.keySet().iterator().next());
        }
        return verdicts;
    }

    private static Verdict taken(Map<String, Verdict> byId, String id) {
        Verdict verdict = byId.remove(id);
        if (verdict == null) {
            throw new BadAnswerException("expected a result for %s, got none".formatted(id));
        }
        return verdict;
    }

    private static JsonNode results(byte[] answer) {
        JsonNode root = Json.read(answer);
        JsonNode results = root.path("results");
        if (!results.isArray()) {
            throw new BadAnswerException("expected an object with an array 'results', got " + root.getNodeType());
        }
        return results;
    }

    private static Verdict verdict(String id, JsonNode result) {
        JsonNode score = result.path("score");
        if (score.isMissingNode() == result.path("failure").isMissingNode()) {
            throw new BadAnswerException("expected either 'score' or 'failure' for %s, got %s"
                    .formatted(id, score.isMissingNode() ? "neither" : "both"));
        }
        try {
            return score.isMissingNode()
                    ? Verdict.failure(text(result, "failure"))
                    : Verdict.score(number(id, "score", score), components(id, result.path("components")));
        } catch (IllegalArgumentException e) {
            throw new BadAnswerException(id + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Double> components(String id, JsonNode components) {
        if (!components.isMissingNode() && !components.isObject()) {
            throw new BadAnswerException(
                    "expected an object 'components' for %s, got %s".formatted(id, components.getNodeType()));
        }
        Map<String, Double> byName = new HashMap<>();
        components
                .properties()
                .forEach(entry -> byName.put(entry.getKey(), number(id, entry.getKey(), entry.getValue())));
        return byName;
    }

    private static double number(String id, String name, JsonNode node) {
        if (!node.isNumber()) {
            throw new BadAnswerException(
                    "expected a number '%s' for %s, got %s".formatted(name, id, node.getNodeType()));
        }
        return node.doubleValue();
    }

    private static String text(JsonNode result, String name) {
        if (!result.path(name).isTextual()) {
            throw new BadAnswerException("expected a text '%s' in every result, got %s"
                    .formatted(name, result.path(name).getNodeType()));
        }
        return result.path(name).textValue();
    }
}
