package io.ddpo.service.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code DDPO_KEY_NAME} and the aliases of declared settings. Every other variable that begins with
 * {@code DDPO_} is a problem: it is a typing error or was meant for somebody else.
 */
final class Environment {
    private Environment() {}

    static Source read(Map<String, String> variables, Collection<Setting<?>> declared, List<PassThrough> passed) {
        List<Entry> entries = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Setting<?> setting : declared) {
            known.add(setting.variable());
            variableOf(setting, variables)
                    .ifPresent(name -> entries.add(new Entry(setting.name(), variables.get(name), name)));
        }
        List<String> problems = new ArrayList<>();
        new TreeMap<>(variables).forEach((variable, text) -> {
            if (!variable.startsWith(Variables.PREFIX) || known.contains(variable)) {
                return;
            }
            String dotted = Variables.dotted(variable);
            if (passed.stream().anyMatch(p -> p.takes(dotted))) {
                entries.add(new Entry(dotted, text, variable));
            } else {
                problems.add(variable + ": unknown setting"
                        + Suggestion.among(known, variable).orElse(""));
            }
        });
        return Source.of(entries, problems);
    }

    private static Optional<String> variableOf(Setting<?> setting, Map<String, String> variables) {
        List<String> names = new ArrayList<>(List.of(setting.variable()));
        names.addAll(setting.aliases());
        return names.stream().filter(variables::containsKey).findFirst();
    }
}
