package io.ddpo.rewards.aesthetic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.rewards.api.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder that {@code make_aesthetic_fixture.py} wrote. */
record AestheticFixture(Path folder) {
    static final AestheticFixture SMALL = new AestheticFixture(Path.of("src/test/resources/fixtures/aesthetic"));

    Path clip() {
        return folder.resolve("clip");
    }

    Path head() {
        return folder.resolve("head.safetensors");
    }

    Map<String, String> parameters() {
        return Map.of("clip", clip().toString(), "head", head().toString());
    }

    List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < ratings().length; i++) {
            samples.add(sample(Files.readAllBytes(folder.resolve(i + ".png"))));
        }
        return samples;
    }

    static Sample sample(byte[] png) {
        return new Sample("t-1", png, "a fox", Map.of());
    }

    double[] ratings() throws IOException {
        return numbers(expected().get("ratings"));
    }

    /** Of each picture, of length 1. */
    double[][] embeddings() throws IOException {
        List<double[]> rows = new ArrayList<>();
        expected().get("embeddings").forEach(row -> rows.add(numbers(row)));
        return rows.toArray(double[][]::new);
    }

    /** ‖actual - expected‖ / ‖expected‖. */
    static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    private JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).doubleValue();
        }
        return numbers;
    }
}
