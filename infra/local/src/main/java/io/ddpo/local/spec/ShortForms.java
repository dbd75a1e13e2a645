package io.ddpo.local.spec;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Items;
import io.ddpo.local.spec.Value.Scalar;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Writes out what a specification may say in short: a model by its folder, prompts by a name or their texts. */
final class ShortForms {
    private static final String BASE = "baseModel";
    private static final String SHIPPED = "shipped";
    private static final String PROMPTS = "prompts";
    private static final String EVALUATION = "evaluation";
    private static final String TRAINING = "training";
    private static final String LORA = "lora";
    private static final String TEXT = "text";
    private static final String SET = "set";
    private static final String EXPECTED_PROMPTS =
            "expected one of %s, a file under the name file, or a list, found %s";

    private final Path folder;
    private final Consumer<Problem> problems;

    /** @param folder against which files of prompts are resolved */
    ShortForms(Path folder, Consumer<Problem> problems) {
        this.folder = folder;
        this.problems = problems;
    }

    Group expand(Group settings) {
        Group expanded = settings;
        if (settings.find(BASE).isPresent()) {
            expanded = expanded.with(BASE, base(settings.values().get(BASE)));
        }
        expanded = prompts(expanded, "", Optional.empty());
        if (expanded.find(EVALUATION).orElse(null) instanceof Group evaluation) {
            expanded = expanded.with(EVALUATION, prompts(evaluation, EVALUATION + ".", expanded.find(PROMPTS)));
        }
        if (expanded.find(TRAINING).orElse(null) instanceof Group training
                && training.find(LORA).orElse(null) instanceof Group lora) {
            expanded = expanded.with(TRAINING, training.with(LORA, scaledByOne(lora)));
        }
        return expanded;
    }

    /** A base is given by its folder; the digest is that of what lies there. */
    private Value base(Value given) {
        Group base = given instanceof Group group ? group : new Group(given.place(), Map.of("reference", given));
        if (base.find("digest").isPresent() || !(base.find("reference").orElse(null) instanceof Scalar reference)) {
            return given;
        }
        String folderOfModel = reference.text().equals(SHIPPED) ? LocalModel.shipped() : reference.text();
        String digest = "0".repeat(64);
        try {
            digest = ModelFolder.open(folderOfModel).digest();
        } catch (BadModelException | IOException e) {
            problems.accept(new Problem(given.place(), BASE, e.getMessage()));
        }
        return base.with("reference", Scalar.text(given.place(), folderOfModel))
                .with("digest", Scalar.text(given.place(), digest));
    }

    private Group prompts(Group settings, String prefix, Optional<Value> ofTraining) {
        Value given = settings.find(PROMPTS).orElse(null);
        if (given instanceof Scalar name) {
            return settings.with(PROMPTS, named(name, prefix + PROMPTS, ofTraining));
        }
        if (given instanceof Group group && group.find("file").orElse(null) instanceof Scalar file) {
            return settings.with(PROMPTS, inFile(file, prefix + PROMPTS));
        }
        if (given instanceof Items items) {
            List<Value> written = items.values().stream()
                    .flatMap(item -> prompts(item, prefix + PROMPTS, ofTraining))
                    .toList();
            return settings.with(PROMPTS, new Items(items.place(), written));
        }
        return settings;
    }

    /** Those of an item of a list: its text, a prompt in full, or a set. */
    private Stream<Value> prompts(Value item, String path, Optional<Value> ofTraining) {
        if (item instanceof Group group && group.find(SET).orElse(null) instanceof Scalar name) {
            Value set = named(name, path, ofTraining);
            return set instanceof Items items ? items.values().stream() : Stream.of(set);
        }
        return Stream.of(item instanceof Scalar text ? new Group(text.place(), Map.of(TEXT, text)) : item);
    }

    private Value named(Scalar name, String path, Optional<Value> ofTraining) {
        if (name.text().equals(TRAINING) && ofTraining.isPresent()) {
            return ofTraining.get();
        }
        Optional<List<Prompt>> set = PromptSets.find(name.text());
        if (set.isEmpty()) {
            String names = (ofTraining.isPresent() ? TRAINING + ", " : "") + String.join(", ", PromptSets.names());
            problems.accept(new Problem(name.place(), path, EXPECTED_PROMPTS.formatted(names, name.description())));
        }
        return list(name.place(), set.orElse(List.of(new Prompt("?", Map.of()))));
    }

    private Value inFile(Scalar file, String path) {
        try {
            return list(file.place(), PromptFile.read(folder.resolve(file.text())));
        } catch (FatalRoleException e) {
            problems.accept(new Problem(file.place(), path, e.getMessage()));
            return list(file.place(), List.of(new Prompt("?", Map.of())));
        }
    }

    private static Value list(Place place, List<Prompt> prompts) {
        List<Value> values = new ArrayList<>();
        for (Prompt prompt : prompts) {
            Map<String, Value> metadata = new LinkedHashMap<>();
            prompt.getMetadata().forEach((name, value) -> metadata.put(name, Scalar.text(place, value)));
            values.add(new Group(
                    place, Map.of(TEXT, Scalar.text(place, prompt.getText()), "metadata", new Group(place, metadata))));
        }
        return new Items(place, values);
    }

    /** Adapters whose alpha is not given have the scale 1, as in the references. */
    private static Group scaledByOne(Group lora) {
        return lora.find("alpha").isPresent()
                ? lora
                : lora.with("alpha", lora.values().get("rank"));
    }
}
