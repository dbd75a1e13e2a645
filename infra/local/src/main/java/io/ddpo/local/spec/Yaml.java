package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Items;
import io.ddpo.local.spec.Value.Kind;
import io.ddpo.local.spec.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 into values with places. */
final class Yaml {
    private static final Map<Tag, Kind> KINDS =
            Map.of(Tag.NULL, Kind.NONE, Tag.BOOL, Kind.BOOLEAN, Tag.INT, Kind.INTEGER, Tag.FLOAT, Kind.REAL);

    /** Specifications are four levels deep; what goes beyond this may refer to itself. */
    private static final int DEEPEST = 20;

    private final String source;
    private final boolean lines;
    private final Consumer<Problem> problems;

    private Yaml(String source, boolean lines, Consumer<Problem> problems) {
        this.source = source;
        this.lines = lines;
        this.problems = problems;
    }

    /**
     * Reads the settings of a text.
     *
     * @param source what the text is called in places
     * @return empty where it is no YAML or no settings by name, which is a problem
     */
    static Optional<Group> read(String text, String source, Consumer<Problem> problems) {
        return new Yaml(source, true, problems).read(text);
    }

    /** Reads settings that a user did not write, whose lines say nothing to one. */
    static Group builtIn(String text, String source) {
        return new Yaml(source, false, problem -> {
                    throw new IllegalStateException(problem.toString());
                })
                .read(text)
                .orElseThrow();
    }

    private Optional<Group> read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setSchema(new CoreSchema())
                .build();
        try {
            Value read = new Compose(settings)
                    .composeString(text)
                    .map(node -> value(node, place(node), 0))
                    .orElseGet(() -> new Scalar(Place.in(source), Kind.NONE, ""));
            if (read instanceof Group group) {
                return Optional.of(new Group(Place.in(source), group.values()));
            }
            problems.accept(new Problem(read.place(), "", "expected settings by name, found " + read.description()));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.accept(new Problem(new Place(source, line), "", "expected YAML, found that " + e.getProblem()));
        } catch (YamlEngineException e) {
            String found = e.getMessage().lines().findFirst().orElse("none");
            problems.accept(new Problem(Place.in(source), "", "expected YAML, found that " + found));
        }
        return Optional.empty();
    }

    private Place place(Node node) {
        return new Place(
                source,
                lines ? node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0) : 0);
    }

    private Value value(Node node, Place place, int depth) {
        if (depth > DEEPEST) {
            throw new YamlEngineException("settings lie within each other without end");
        }
        if (node instanceof MappingNode mapping) {
            return group(mapping, place, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> values = new ArrayList<>();
            sequence.getValue().forEach(item -> values.add(value(item, place(item), depth + 1)));
            return new Items(place, values);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Scalar(place, KINDS.getOrDefault(scalar.getTag(), Kind.TEXT), scalar.getValue());
    }

    /** A value under a name has the place of the name, which is where people look for it. */
    private Group group(MappingNode mapping, Place place, int depth) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Place at = place(entry.getKeyNode());
            if (entry.getKeyNode() instanceof ScalarNode key) {
                Value before = values.putIfAbsent(key.getValue(), value(entry.getValueNode(), at, depth + 1));
                if (before != null) {
                    problems.accept(new Problem(
                            at,
                            "",
                            key.getValue() + ": expected each setting once, found it at " + before.place()
                                    + " already"));
                }
            } else {
                problems.accept(new Problem(at, "", "expected the name of a setting, found a list or settings"));
            }
        }
        return new Group(place, values);
    }
}
