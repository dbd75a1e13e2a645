package io.ddpo.local.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the logs of a cluster say that went wrong, beside the list of what a kill explains: a resource with a regular
 * expression and its reason on the line before it.
 */
final class ExplainedErrors {
    private static final String RESOURCE = "soak-explained.txt";

    /** Errors, ends of processes, and what a JVM says that had no time to log. */
    private static final Pattern TROUBLE = Pattern.compile(
            "^.{0,40}\\b(ERROR|FATAL|SEVERE)\\b|Has ended: |^Exception in thread|OutOfMemory|fatal error has been detected|^ddpo: ");

    private static final Pattern TIME = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]+\\S* ?");
    private static final int LONGEST = 300;

    private final Map<Pattern, String> reasons = new LinkedHashMap<>();
    private final Map<String, Integer> explained = new LinkedHashMap<>();
    private final Map<String, Integer> unexplained = new LinkedHashMap<>();

    private ExplainedErrors() {
        String reason = "";
        for (String line : list()) {
            if (line.startsWith("#")) {
                reason = line.substring(1).strip();
            } else if (!line.isBlank()) {
                reasons.put(Pattern.compile(line), reason);
            }
        }
    }

    private static List<String> list() {
        try (InputStream in = ExplainedErrors.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all logs of a folder. */
    static ExplainedErrors in(Path logs) throws IOException {
        ExplainedErrors errors = new ExplainedErrors();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                // a process that is killed may leave half a character
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                text.lines()
                        .filter(line -> TROUBLE.matcher(line).find())
                        .forEach(line ->
                                errors.take(name + ": " + TIME.matcher(line).replaceFirst("")));
            }
        }
        return errors;
    }

    private void take(String line) {
        Optional<String> reason = reasons.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(line).find())
                .map(Map.Entry::getValue)
                .findFirst();
        if (reason.isPresent()) {
            explained.merge(reason.get(), 1, Integer::sum);
        } else {
            String alike = line.replaceAll("\\d+", "#");
            unexplained.merge(alike.substring(0, Math.min(LONGEST, alike.length())), 1, Integer::sum);
        }
    }

    /** How often a reason of the list was found. */
    int count(String reason) {
        return explained.getOrDefault(reason, 0);
    }

    /** Says what was found and explained, and gives back what was not. */
    List<String> judge() {
        explained.forEach((reason, count) -> Figure.say("%5d × %s", count, reason));
        List<String> problems = new ArrayList<>();
        unexplained.forEach((line, count) -> problems.add(count + " × " + line));
        return problems;
    }
}
