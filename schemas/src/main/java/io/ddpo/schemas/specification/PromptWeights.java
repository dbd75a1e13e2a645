package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often each prompt of a run is drawn. As text, which commands and manifests carry, one prompt a line: its weight, a
 * space, and the prompt.
 */
public final class PromptWeights {
    /** The setting's path. */
    public static final String PATH = "promptWeights";

    private static final double WEIGHT_OF_OTHERS = 1;

    private PromptWeights() {}

    /** The weight of every prompt, in the order of the specification. */
    public static double[] of(RunSpecification specification) {
        Map<String, Double> weights = specification.getPromptWeights();
        return specification.getPrompts().stream()
                .mapToDouble(prompt -> weights.getOrDefault(prompt.getText(), WEIGHT_OF_OTHERS))
                .toArray();
    }

    /** Weights as text; empty where every prompt is drawn as often. */
    public static String text(Map<String, Double> weights) {
        return new TreeMap<>(weights)
                .entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining("\n"));
    }

    /** @throws NumberFormatException if a line does not begin with a number and a space */
    static Map<String, Double> parse(String text) {
        Map<String, Double> weights = new HashMap<>();
        for (String line : text.isEmpty() ? List.<String>of() : text.lines().toList()) {
            int space = line.indexOf(' ');
            if (space < 1) {
                throw new NumberFormatException(line);
            }
            weights.put(line.substring(space + 1), Double.valueOf(line.substring(0, space)));
        }
        return weights;
    }

    /** Requires weights of the run's own prompts that leave one to draw. */
    static void check(RunSpecification specification, Problems problems) {
        Set<String> texts =
                specification.getPrompts().stream().map(Prompt::getText).collect(Collectors.toSet());
        new TreeMap<>(specification.getPromptWeights()).forEach((text, weight) -> {
            String path = PATH + "[" + text + "]";
            problems.require(texts.contains(text), path, "the text of one of the run's prompts", "'" + text + "'");
            problems.require(text.lines().count() == 1, path, "a text of one line", "more");
            problems.notNegative(path, weight);
        });
        boolean oneIsDrawn = specification.getPrompts().isEmpty()
                || specification.getPrompts().stream()
                        .anyMatch(prompt ->
                                specification.getPromptWeights().getOrDefault(prompt.getText(), WEIGHT_OF_OTHERS) > 0);
        problems.require(oneIsDrawn, PATH, "a prompt with a weight above 0", "none");
    }
}
