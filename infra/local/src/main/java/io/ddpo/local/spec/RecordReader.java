package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Items;
import io.ddpo.local.spec.Value.Kind;
import io.ddpo.local.spec.Value.Scalar;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes records of a schema from values. Every name has to be one of the schema's, and every field without a default
 * has to be there. What is not so is a problem, and the field of a stand-in takes its place, so that whatever else may be
 * wrong is found as well.
 */
final class RecordReader {
    /** The one of the generated classes: that of Avro itself loads none of them. */
    static final SpecificData MODEL = SpecificData.getForClass(RunSpecification.class);

    /** What commands write that make a run from another one: {@code ddpo fork} and {@code ddpo replay}. */
    static final Set<String> OF_COMMANDS = Set.of("origin", "replay");

    private final Consumer<Problem> problems;

    RecordReader(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** @param standIn gives the fields that cannot be read */
    <T extends SpecificRecord> T read(Class<T> type, Group settings, T standIn) {
        return type.cast(record(MODEL.getSchema(type), settings, "", standIn));
    }

    private Object value(Schema schema, Value value, String path, Object standIn) {
        return switch (schema.getType()) {
            case UNION -> optional(schema, value, path, standIn);
            case RECORD ->
                value instanceof Group group
                        ? record(schema, group, path + ".", (SpecificRecord) standIn)
                        : wrong(value, path, "settings by name", standIn);
            case ARRAY ->
                value instanceof Items items ? array(schema, items, path) : wrong(value, path, "a list", standIn);
            case MAP ->
                value instanceof Group group ? map(schema, group, path) : wrong(value, path, "values by name", standIn);
            default ->
                value instanceof Scalar scalar
                        ? scalar(schema, scalar, path, standIn)
                        : wrong(value, path, Scalars.expected(schema), standIn);
        };
    }

    private Object scalar(Schema schema, Scalar scalar, String path, Object standIn) {
        return Scalars.read(schema, scalar).orElseGet(() -> wrong(scalar, path, Scalars.expected(schema), standIn));
    }

    private Object record(Schema schema, Group settings, String prefix, SpecificRecord standIn) {
        SpecificRecord record = (SpecificRecord) MODEL.newRecord(null, schema);
        boolean whole = true;
        for (Schema.Field field : schema.getFields()) {
            Object instead = standIn == null ? null : standIn.get(field.pos());
            Object value = field(field, settings, prefix, instead);
            whole &= value != null || field.schema().isNullable();
            if (value != null || field.schema().isNullable()) {
                record.put(field.pos(), value);
            }
        }
        settings.values().forEach((name, value) -> {
            if (OF_COMMANDS.contains(name)) {
                problems.accept(new Problem(
                        value.place(), prefix + name, "expected in no file, since ddpo fork and ddpo replay write it"));
            } else if (schema.getField(name) == null) {
                problems.accept(new Problem(value.place(), prefix + name, unknown(schema, prefix)));
            }
        });
        return whole ? record : standIn;
    }

    private Object field(Schema.Field field, Group settings, String prefix, Object standIn) {
        String path = prefix + field.name();
        Value given = settings.values().get(field.name());
        if (given != null && !OF_COMMANDS.contains(field.name())) {
            return value(field.schema(), given, path, standIn);
        }
        if (field.hasDefaultValue()) {
            return MODEL.getDefaultValue(field);
        }
        problems.accept(new Problem(settings.place(), path, "expected a value, found none; " + field.doc()));
        return standIn;
    }

    private static String unknown(Schema schema, String prefix) {
        TreeSet<String> names = new TreeSet<>(prefix.isEmpty() ? Set.of(SpecificationFile.PRESET) : Set.of());
        schema.getFields().forEach(field -> names.add(field.name()));
        names.removeAll(OF_COMMANDS);
        return "expected one of " + String.join(", ", names) + ", found a setting that is not known";
    }

    private Object array(Schema schema, Items items, String path) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
            Object value = value(schema.getElementType(), items.values().get(i), path + "[" + i + "]", null);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private Object map(Schema schema, Group group, String path) {
        Map<String, Object> values = new HashMap<>();
        group.values().forEach((name, given) -> {
            Object value = value(schema.getValueType(), given, path + "." + name, null);
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    /** Null, or the one other type. */
    private Object optional(Schema schema, Value value, String path, Object standIn) {
        if (value instanceof Scalar scalar && scalar.kind() == Kind.NONE && schema.isNullable()) {
            return null;
        }
        Schema only = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
        return value(only, value, path, standIn);
    }

    private Object wrong(Value value, String path, String expected, Object standIn) {
        problems.accept(new Problem(value.place(), path, "expected " + expected + ", found " + value.description()));
        return standIn;
    }
}
