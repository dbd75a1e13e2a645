package io.ddpo.infra;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query in Prometheus' language asks for. */
final class Promql {
    /** Texts, label matchers, ranges and lists of labels name no metric; nor do variables of Grafana. */
    private static final Pattern ASIDE = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\$\\w+");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()(?![a-zA-Z0-9_:])");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    private Promql() {}

    /** The names of metrics in {@code query}: identifiers that are neither functions nor keywords. */
    static Set<String> metrics(String query) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(ASIDE.matcher(query).replaceAll(" "));
        while (matcher.find()) {
            if (!KEYWORDS.contains(matcher.group())) {
                names.add(matcher.group());
            }
        }
        return names;
    }
}
