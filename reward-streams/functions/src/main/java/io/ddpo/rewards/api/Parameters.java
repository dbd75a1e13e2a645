package io.ddpo.rewards.api;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The parameters of a reward, as text by name. What is never asked for is unknown to the reward, and refused at the end.
 *
 * <p>All methods that read throw {@link IllegalArgumentException} with one sentence if the text is not what they expect.
 */
public final class Parameters {
    private static final String PLACE = "reward.parameters.";

    private final Map<String, String> values;
    private final String prefix;
    private final Set<String> asked;

    private Parameters(Map<String, String> values, String prefix, Set<String> asked) {
        this.values = values;
        this.prefix = prefix;
        this.asked = asked;
    }

    /** Parameters as a specification has them. */
    public static Parameters of(Map<String, String> values) {
        return new Parameters(Map.copyOf(values), "", new TreeSet<>());
    }

    /** Those whose name starts with {@code name} and a dot, under the rest of their names. */
    public Parameters under(String name) {
        return new Parameters(values, prefix + name + ".", asked);
    }

    /** The text of a parameter, if it is given. */
    public Optional<String> find(String name) {
        asked.add(prefix + name);
        return Optional.ofNullable(values.get(prefix + name));
    }

    /** The text of a parameter that has to be given. */
    public String text(String name) {
        return find(name).filter(text -> !text.isBlank()).orElseThrow(() -> refusal(name, "some text", "none"));
    }

    /** A finite number, if it is given. */
    public Optional<Double> number(String name) {
        return find(name)
                .map(text -> parse(name, text, "a finite number", Double::valueOf))
                .map(number -> {
                    if (!number.isInfinite() && !number.isNaN()) {
                        return number;
                    }
                    throw refusal(name, "a finite number", number.toString());
                });
    }

    /** An http or https address that has to be given. */
    public URI address(String name) {
        URI address = parse(name, text(name), "an http or https address", URI::create);
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null) {
            throw refusal(name, "an http or https address", address.toString());
        }
        return address;
    }

    /** Items separated by commas, none of them blank; empty if it is not given. */
    public List<String> list(String name) {
        List<String> items = find(name).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .toList();
        if (items.contains("")) {
            throw refusal(name, "items separated by commas", find(name).orElseThrow());
        }
        return items;
    }

    /** The sentence that refuses a parameter. */
    public IllegalArgumentException refusal(String name, String expected, String found) {
        return new IllegalArgumentException(
                "%s%s: expected %s, got '%s'".formatted(PLACE, prefix + name, expected, found));
    }

    /** Refuses what was never asked for; called when all that is known has been read. */
    void requireNoOther(String reward) {
        Map<String, String> others = new TreeMap<>(values);
        others.keySet().removeAll(asked);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("reward.parameters: expected %s for %s, got '%s'"
                    .formatted(
                            asked.isEmpty() ? "none" : "only " + String.join(", ", asked),
                            reward,
                            String.join("', '", others.keySet())));
        }
    }

    private <T> T parse(String name, String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            IllegalArgumentException refusal = refusal(name, expected, text);
            refusal.initCause(e);
            throw refusal;
        }
    }
}
