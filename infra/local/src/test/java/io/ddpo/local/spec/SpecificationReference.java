package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Items;
import io.ddpo.local.spec.Value.Kind;
import io.ddpo.local.spec.Value.Scalar;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** The reference of {@code run.yaml}, made from the schema, the defaults and the presets. */
final class SpecificationReference {
    private static final String HEAD = """
            # The specification of a run

            `./ddpo run --spec run.yaml` trains what a file says: in full, or what is other than a preset, which lies over
            the defaults. `./ddpo run --spec run.yaml --show` prints the specification that a file makes. It is stored with
            the run, as the first command in `R.control`.

            ```yaml
            run: foxes
            preset: demo
            prompts: [a fox, a wolf]
            training:
              learningRate: 1.0e-4
            ```

            Everything that is wrong with a file is said at once, each with its line.

            *This page is made by a test from the schema, the defaults and the presets; change those.*

            ## In short

            | setting | may be |
            |---|---|
            | `preset` | %s |
            | `baseModel` | a folder in diffusers layout, or `shipped` for the model that comes with the project; the digest is that of what lies there |
            | `prompts` | the name of a set (%s), `{file: prompts.txt}` with one a line and beside the specification, or a list of texts and of sets, `[a robot, {set: counting}]` |
            | `evaluation.prompts` | the same; the set `training` has the prompts of the run |
            | `reward` | such as `{name: http, parameters: {url: http://localhost:8000/}}`; parameters of a composite have dots in their names, `{components: small, small.reward: jpeg-compressibility, small.weight: 0.5}` |
            | `training.lora` | `{}` for adapters of rank 4, or `{rank: 8}`, whose `alpha` is then 8 |
            | names such as `ddpo-is` or `fp32` | in either case, with hyphens or underscores |

            ## Settings

            Those marked ● may change while the run trains (`./ddpo control set`). Where no default stands, a file or its preset has to
            say.

            | setting | default | meaning |
            |---|---|---|
            """;

    private final StringBuilder page = new StringBuilder();
    private final Set<String> changeable =
            ChangeableSettings.of(StandIn.SPECIFICATION).keySet();

    private SpecificationReference() {}

    static String page() {
        SpecificationReference reference = new SpecificationReference();
        reference.page.append(HEAD.formatted(code(Presets.NAMES), code(PromptSets.names())));
        reference.settings(RunSpecification.getClassSchema(), "", Presets.defaults());
        reference.page.append("\n## Presets\n");
        Presets.NAMES.forEach(reference::preset);
        reference
                .page
                .append("\n## Variants\n\nThe defaults and the demo's settings follow the algorithm, and whether")
                .append(" adapters are trained.\n\n| variant | of the defaults | of `demo` |\n|---|---|---|\n");
        for (String variant : Presets.variants()) {
            reference.page.append("| `%s` | %s | %s |\n"
                    .formatted(
                            variant,
                            cell(Presets.variant("defaults", variant)),
                            cell(Presets.variant("demo", variant))));
        }
        return reference.page.toString();
    }

    private void settings(Schema schema, String prefix, Group defaults) {
        for (Schema.Field field : schema.getFields()) {
            if (RecordReader.OF_COMMANDS.contains(field.name())) {
                continue;
            }
            String path = prefix + field.name();
            Schema only = only(field.schema());
            Value value = defaults.values().get(field.name());
            if (only.getType() == Schema.Type.RECORD && !field.schema().isNullable()) {
                Group within = value instanceof Group group ? group : new Group(Place.in(""), Map.of());
                settings(only, path + ".", within);
            } else {
                row(path, field, value);
                if (only.getType() == Schema.Type.RECORD) {
                    settings(only, path + ".", adapters());
                }
            }
        }
    }

    /** What the adapters of a run are that says no more than that it has some. */
    private static Group adapters() {
        Group training = (Group) Presets.variant("defaults", "lora").values().get("training");
        return (Group) training.values().get("lora");
    }

    /** The comment that a preset begins with. */
    private static String comment(String preset) {
        return Presets.text(preset)
                .lines()
                .takeWhile(line -> line.startsWith("# "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining(" "));
    }

    private void row(String path, Schema.Field field, Value value) {
        String mark = changeable.contains(path) ? " ●" : "";
        String byDefault = value != null
                ? "`" + text(value) + "`"
                : field.hasDefaultValue() ? "`" + field.defaultVal() + "`" : own(path);
        page.append("| `%s`%s | %s | %s |\n".formatted(path, mark, byDefault, field.doc()));
    }

    private static String own(String path) {
        return path.equals("training.lora.alpha") ? "the rank" : "";
    }

    private static Schema only(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private void preset(String name) {
        page.append("\n### `")
                .append(name)
                .append("`\n\n")
                .append(comment(name))
                .append("\n\n");
        page.append(flat(Presets.plain(name), "").stream().collect(Collectors.joining(", ", "", ".\n")));
    }

    private static String cell(Group settings) {
        return String.join(", ", flat(settings, ""));
    }

    private static List<String> flat(Group settings, String prefix) {
        List<String> all = new ArrayList<>();
        settings.values().forEach((name, value) -> {
            if (value instanceof Group group) {
                all.addAll(flat(group, prefix + name + "."));
            } else {
                all.add("`" + prefix + name + ": " + text(value) + "`");
            }
        });
        return all;
    }

    private static String text(Value value) {
        if (value instanceof Items items) {
            return items.values().stream()
                    .map(SpecificationReference::text)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Group group) {
            return group.values().entrySet().stream()
                    .map(setting -> setting.getKey() + ": " + text(setting.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        Scalar scalar = (Scalar) value;
        return scalar.kind() == Kind.NONE ? "null" : scalar.text();
    }

    private static String code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
