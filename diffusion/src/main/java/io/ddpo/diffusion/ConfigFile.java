package io.ddpo.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A JSON configuration of a diffusers folder, read with sentences for what is missing, wrong or unsupported. */
public final class ConfigFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;

    private ConfigFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** Reads a JSON object. */
    public static ConfigFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected a JSON file, came none");
        }
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new BadModelException(file, "expected JSON, came something else: " + e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw new BadModelException(file, "expected a JSON object, came something else");
        }
        return new ConfigFile(file, root);
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The object under a key. */
    public ConfigFile under(String key) {
        if (!required(key).isObject()) {
            throw expected(key, "an object", root.get(key));
        }
        return new ConfigFile(file, root.get(key));
    }

    /** Refuses the configuration of a class of diffusers that is none of the given; one that names none passes. */
    public void requireClass(List<String> classes) {
        String came = text("_class_name", classes.get(0));
        if (!classes.contains(came)) {
            throw new BadModelException(
                    file, "_class_name: expected " + String.join(" or ", classes) + ", came " + came);
        }
    }

    /** Whether the key is there with a value other than null. */
    public boolean has(String key) {
        return root.hasNonNull(key);
    }

    public int integer(String key) {
        return number(key, required(key));
    }

    public int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    private int number(String key, JsonNode node) {
        if (!node.isIntegralNumber() || node.asLong() < 0 || node.asLong() > Integer.MAX_VALUE) {
            throw expected(key, "a whole number of at least 0", node);
        }
        return node.asInt();
    }

    public double real(String key, double absent) {
        if (!has(key)) {
            return absent;
        }
        if (!root.get(key).isNumber()) {
            throw expected(key, "a number", root.get(key));
        }
        return root.get(key).asDouble();
    }

    public boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        if (!root.get(key).isBoolean()) {
            throw expected(key, "true or false", root.get(key));
        }
        return root.get(key).asBoolean();
    }

    public String text(String key, String absent) {
        return has(key) ? root.get(key).asText() : absent;
    }

    public List<String> texts(String key) {
        List<String> values = new ArrayList<>();
        required(key).forEach(node -> values.add(node.asText()));
        return values;
    }

    public List<Integer> integers(String key) {
        List<Integer> values = new ArrayList<>();
        required(key).forEach(node -> values.add(number(key, node)));
        return values;
    }

    /** A list of the given length; a single number stands for that number everywhere. */
    public List<Integer> integers(String key, int length) {
        List<Integer> values =
                required(key).isArray() ? integers(key) : java.util.Collections.nCopies(length, integer(key));
        if (values.size() != length) {
            throw expected(key, "one number or " + length, root.get(key));
        }
        return values;
    }

    /**
     * Refuses what this implementation does not compute: every key must be among {@code used}, or carry one of the
     * values in {@code accepted}, or be null, false or private to diffusers (leading underscore).
     */
    public void refuseUnsupported(List<String> used, Map<String, List<String>> accepted) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = root.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            JsonNode value = field.getValue();
            boolean harmless = value.isNull() || value.isBoolean() && !value.asBoolean();
            List<String> values = accepted.get(field.getKey());
            if (values != null && !harmless && !values.contains(value.asText(value.toString()))) {
                throw expected(field.getKey(), String.join(" or ", values), value);
            }
            if (values == null
                    && !harmless
                    && !used.contains(field.getKey())
                    && !field.getKey().startsWith("_")) {
                throw new BadModelException(
                        file, field.getKey() + ": expected no such option, came " + value + ", which is not supported");
            }
        }
    }

    private JsonNode required(String key) {
        if (!has(key)) {
            throw new BadModelException(file, key + ": expected a value, came none");
        }
        return root.get(key);
    }

    private BadModelException expected(String key, String expected, JsonNode came) {
        return new BadModelException(file, key + ": expected " + expected + ", came " + came);
    }
}
