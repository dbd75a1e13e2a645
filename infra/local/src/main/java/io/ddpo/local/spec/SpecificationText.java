package io.ddpo.local.spec;

import io.ddpo.schemas.avro.RunSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes a specification in full, as a file that makes it again. */
public final class SpecificationText {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(Integer.MAX_VALUE)
            .build();

    private SpecificationText() {}

    public static String of(RunSpecification specification) {
        return new Dump(SETTINGS).dumpToString(plain(specification));
    }

    /** As maps, lists and simple values. */
    static Object plain(Object value) {
        if (value instanceof IndexedRecord record) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Schema.Field field : record.getSchema().getFields()) {
                if (!RecordReader.OF_COMMANDS.contains(field.name())) {
                    fields.put(field.name(), plain(record.get(field.pos())));
                }
            }
            return fields;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SpecificationText::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, inner) -> sorted.put(name.toString(), plain(inner)));
            return sorted;
        }
        return value instanceof Enum<?> symbol ? Scalars.name(symbol.name()) : value;
    }
}
