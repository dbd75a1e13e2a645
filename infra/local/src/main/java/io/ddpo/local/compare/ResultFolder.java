package io.ddpo.local.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.history.Spread;
import io.ddpo.local.spec.SpecificationFile;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of a run without its log, as they are published or kept: {@code run.yaml}, its specification, and
 * {@code metrics.jsonl}.
 */
public record ResultFolder(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIGURES = List.of("rewardMean", "rewardStd", "samples");

    /** Whether both files are there. */
    public boolean exists() {
        return Files.isRegularFile(specification()) && Files.isRegularFile(metrics());
    }

    /**
     * Reads the run.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if a file is not what it should be, or the run has closed no
     *     iteration
     */
    public ComparedRun read() throws IOException {
        Map<Integer, Spread> iterations = new TreeMap<>();
        List<String> lines = Files.readAllLines(metrics());
        for (int i = 0; i < lines.size(); i++) {
            JsonNode metric = json(lines.get(i), i + 1);
            if (metric.path("series").asText().equals("iteration")) {
                JsonNode values = metric.path("values");
                if (!metric.path("iteration").isInt()
                        || !FIGURES.stream().allMatch(name -> values.path(name).isNumber())) {
                    throw refusal(i + 1, "an iteration with its number and " + String.join(", ", FIGURES));
                }
                iterations.put(metric.get("iteration").asInt(), spread(values));
            }
        }
        try {
            return new ComparedRun(SpecificationFile.read(specification()), new ArrayList<>(iterations.values()));
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static Spread spread(JsonNode values) {
        return new Spread(
                values.get("rewardMean").asDouble(),
                values.get("rewardStd").asDouble(),
                values.get("samples").asInt());
    }

    private JsonNode json(String line, int number) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw refusal(number, "a record in JSON");
        }
    }

    private FatalRoleException refusal(int line, String expected) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "[%s:%d] expected %s, found something else".formatted(metrics(), line, expected));
    }

    private Path specification() {
        return path.resolve("run.yaml");
    }

    private Path metrics() {
        return path.resolve("metrics.jsonl");
    }
}
