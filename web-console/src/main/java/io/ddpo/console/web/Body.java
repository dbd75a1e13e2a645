package io.ddpo.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.schemas.control.RunCommand;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The JSON object that a command consists of. What does not suit is refused in a sentence that names the field. */
final class Body {
    private final JsonNode object;

    /**
     * @param fields that may be there
     * @throws RefusedException if it is no JSON object, or has other fields
     */
    Body(Buffer bytes, Collection<String> fields) {
        object = Json.readObject(bytes);
        Set<String> unknown = new TreeSet<>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(fields);
        if (!unknown.isEmpty()) {
            throw RefusedException.badRequest("body: expected %s alone, got %s"
                    .formatted(String.join(", ", new TreeSet<>(fields)), String.join(", ", unknown)));
        }
    }

    static Set<String> and(Set<String> fields, String another) {
        Set<String> all = new TreeSet<>(fields);
        all.add(another);
        return Set.copyOf(all);
    }

    /** A text without spaces around it; empty where there is none. */
    Optional<String> text(String name) {
        return Optional.of(object.path(name).asText("").strip()).filter(text -> !text.isEmpty());
    }

    /** @throws RefusedException if it is given and no whole number */
    Optional<Integer> integer(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isInt()) {
            throw RefusedException.badRequest(name + ": expected a whole number");
        }
        return Optional.of(value.asInt());
    }

    /** @throws RefusedException unless it is there and a whole number */
    int requiredInteger(String name) {
        return integer(name).orElseThrow(() -> RefusedException.badRequest(name + ": expected a whole number"));
    }

    /**
     * Texts by name; empty where there are none.
     *
     * @throws RefusedException if one of them is something else
     */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new TreeMap<>();
        object.path(name).fields().forEachRemaining(field -> {
            if (!field.getValue().isTextual()) {
                throw RefusedException.badRequest(
                        "%s: expected the value of %s as text".formatted(name, field.getKey()));
            }
            texts.put(field.getKey(), field.getValue().asText().strip());
        });
        return texts;
    }

    /** @throws RefusedException if no reason is given, or a novel */
    String why() {
        return text("why")
                .filter(why -> why.length() <= RunCommand.LONGEST_WHY)
                .orElseThrow(() -> RefusedException.badRequest("why: expected a reason of 1 to %d characters, got %s"
                        .formatted(
                                RunCommand.LONGEST_WHY,
                                text("why").map(why -> why.length() + "").orElse("none"))));
    }
}
