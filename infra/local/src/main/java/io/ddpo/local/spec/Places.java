package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Items;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where a setting was written. */
final class Places {
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^]]*)](.*)");

    private Places() {}

    /**
     * The place of a path such as {@code training.lora.rank}, {@code prompts[2].text} or {@code promptWeights[a fox]}, or of
     * what lies around it.
     */
    static Place of(String path, Value settings) {
        String rest = path.startsWith(".") ? path.substring(1) : path;
        Matcher brackets = IN_BRACKETS.matcher(rest);
        Place found = settings.place();
        if (settings instanceof Items items && brackets.matches()) {
            int index = Integer.parseInt(brackets.group(1));
            return index < items.values().size()
                    ? of(brackets.group(2), items.values().get(index))
                    : found;
        }
        if (settings instanceof Group group) {
            String name = brackets.matches() ? brackets.group(1) : longestName(rest, group);
            String inner = brackets.matches() ? brackets.group(2) : rest.substring(name.length());
            return group.find(name).map(value -> of(inner, value)).orElse(found);
        }
        return found;
    }

    /** Names have dots in them where they are parameters of a reward. */
    private static String longestName(String path, Group group) {
        return group.values().keySet().stream()
                .filter(name -> path.equals(name) || path.startsWith(name + ".") || path.startsWith(name + "["))
                .reduce("", (a, b) -> a.length() > b.length() ? a : b);
    }

    /** The place of the setting with the longest path among those that a sentence mentions. */
    static Optional<Place> mentioned(String sentence, Group settings) {
        Map<String, Place> all = new TreeMap<>();
        collect(settings, "", all);
        return all.keySet().stream()
                .filter(path -> Pattern.compile("(?<![\\w.])" + Pattern.quote(path) + "(?![\\w.])")
                        .matcher(sentence)
                        .find())
                .reduce((a, b) -> a.length() > b.length() ? a : b)
                .map(all::get);
    }

    private static void collect(Group settings, String prefix, Map<String, Place> all) {
        settings.values().forEach((name, value) -> {
            all.put(prefix + name, value.place());
            if (value instanceof Group group) {
                collect(group, prefix + name + ".", all);
            }
        });
    }
}
