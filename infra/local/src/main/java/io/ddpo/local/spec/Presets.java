package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies under a specification: the published settings, and over them settings that go together by name. Either may
 * have variants, which apply where the run trains by that algorithm or trains adapters.
 */
final class Presets {
    /** What a file may name. */
    static final List<String> NAMES = List.of("demo", "paper-aesthetic", "paper-alignment", "paper-compressibility");

    private static final String DEFAULTS = "defaults";
    private static final String VARIANTS = "variants";
    private static final String WITH_ADAPTERS = "lora";

    private Presets() {}

    /** The defaults alone, for a run without adapters. */
    static Group defaults() {
        return complete(List.of(load(DEFAULTS)), empty("no settings"));
    }

    /**
     * What a file says over what its preset says over the defaults.
     *
     * @param preset one of {@link #NAMES}, or empty text for none
     */
    static Group under(Group file, String preset) {
        Group defaults = load(DEFAULTS);
        return complete(preset.isEmpty() ? List.of(defaults) : List.of(defaults, load(preset)), file);
    }

    /** The names of all variants. */
    static Set<String> variants() {
        return load(DEFAULTS).find(VARIANTS).orElseThrow() instanceof Group variants
                ? variants.values().keySet()
                : Set.of();
    }

    /** What a variant of a preset, or of the defaults, says. */
    static Group variant(String preset, String name) {
        return variant(load(preset), name);
    }

    /** What a preset says, without its variants. */
    static Group plain(String preset) {
        return load(preset).without(VARIANTS);
    }

    private static Group complete(List<Group> layers, Group file) {
        Group plain = empty(file.place().source());
        for (Group layer : layers) {
            plain = plain.under(layer.without(VARIANTS));
        }
        plain = plain.under(file);
        String algorithm = at(plain, "objective", "algorithm")
                .map(value -> value instanceof Scalar scalar ? Scalars.name(scalar.text()) : "")
                .orElse("");
        boolean adapters =
                at(plain, "training", "lora").filter(Group.class::isInstance).isPresent();
        Group complete = empty(file.place().source());
        for (Group layer : layers) {
            complete = complete.under(layer.without(VARIANTS)).under(variant(layer, algorithm));
            complete = adapters ? complete.under(variant(layer, WITH_ADAPTERS)) : complete;
        }
        return complete.under(file);
    }

    private static Group variant(Group layer, String name) {
        return at(layer, VARIANTS, name).orElse(null) instanceof Group group
                ? group
                : empty(layer.place().source());
    }

    private static Optional<Value> at(Group group, String outer, String inner) {
        return group.find(outer).orElse(null) instanceof Group within ? within.find(inner) : Optional.empty();
    }

    private static Group empty(String source) {
        return new Group(Place.in(source), Map.of());
    }

    private static Group load(String name) {
        return Yaml.builtIn(text(name), name.equals(DEFAULTS) ? DEFAULTS : "preset " + name);
    }

    /** The file of a preset, or of the defaults. */
    static String text(String name) {
        try (InputStream in = Presets.class.getResourceAsStream(name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
