package io.ddpo.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML as maps and lists, with the merge key {@code <<} that Compose allows. */
final class Yaml {
    private Yaml() {}

    /** Every document of {@code text} that is not empty. */
    static List<Map<String, Object>> all(String text) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            if (document != null) {
                documents.add(map(merged(document)));
            }
        }
        return documents;
    }

    @SuppressWarnings("unchecked") // YAML's keys are text here
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private static Object merged(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Yaml::merged).toList();
        }
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, Object> result = new LinkedHashMap<>();
        Map<String, Object> source = map(value);
        if (source.get("<<") != null) {
            result.putAll(map(merged(source.get("<<"))));
        }
        source.forEach((key, held) -> {
            if (!key.equals("<<")) {
                result.put(key, merged(held));
            }
        });
        return result;
    }
}
