package io.ddpo.local.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks a model folder over: headers and configurations are read, weights are not. */
public final class Inspection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFolder model;
    private final Map<String, ComponentCheck> checks;

    private Inspection(ModelFolder model) {
        this.model = model;
        this.checks = ComponentCheck.of(model);
    }

    /**
     * Inspects a folder.
     *
     * @param question for what to tell the memory that it takes
     *
     * @throws BadModelException if it is none in diffusers layout
     */
    public static ModelReport of(Path folder, MemoryQuestion question) throws IOException {
        return new Inspection(ModelFolder.at(folder)).report(question);
    }

    private ModelReport report(MemoryQuestion question) throws IOException {
        JsonNode index = JSON.readTree(model.path().resolve("model_index.json").toFile());
        List<ComponentReport> components = new ArrayList<>();
        index.fields().forEachRemaining(field -> {
            JsonNode type = field.getValue();
            if (!field.getKey().startsWith("_")
                    && type.isArray()
                    && !type.path(1).isNull()) {
                components.add(component(field.getKey(), type.path(1).asText()));
            }
        });
        for (String needed : ComponentCheck.NEEDED) {
            if (components.stream().noneMatch(component -> component.name().equals(needed))) {
                String absent = "[%s] expected the component %s, came none".formatted(model.path(), needed);
                components.add(new ComponentReport(needed, "", true, 0, List.of(), List.of(absent)));
            }
        }
        boolean usable =
                components.stream().allMatch(component -> component.refused().isEmpty());
        List<MemoryNeed> memory = usable ? question.answer(model) : List.of();
        return new ModelReport(model.path().toString(), usable, components, question, memory);
    }

    private ComponentReport component(String name, String type) {
        ComponentCheck check = checks.get(name);
        List<String> refused = new ArrayList<>();
        Set<Path> used = Set.of();
        if (check != null) {
            attempt(refused, check::requireSound);
            used = check.used();
        }
        List<FileReport> files = new ArrayList<>();
        Path folder = model.path().resolve(name);
        for (Path file : filesIn(folder, refused)) {
            boolean read = used.contains(file);
            attempt(refused, () -> files.add(SafetensorsSummary.of(model.path(), file, read)));
        }
        long parameters = files.stream()
                .filter(FileReport::used)
                .flatMap(file -> file.values().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        return new ComponentReport(
                name, type, check != null, parameters, files, List.copyOf(new java.util.LinkedHashSet<>(refused)));
    }

    private static List<Path> filesIn(Path folder, List<String> refused) {
        if (!Files.isDirectory(folder)) {
            refused.add("[%s] expected the folder of a component, came none".formatted(folder));
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            refused.add("[%s] expected a folder that can be read: %s".formatted(folder, e.getMessage()));
            return List.of();
        }
    }

    /** Something that a damaged model makes fail. */
    interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(List<String> refused, Attempt attempt) {
        try {
            attempt.run();
        } catch (BadModelException e) {
            refused.add(e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            refused.add("expected files that can be read: " + e.getMessage());
        }
    }
}
