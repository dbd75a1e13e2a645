package io.ddpo.schemas.serde;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * How generated records are read and written: with their generated coders, and instants for timestamps. Avro loads no
 * class by name unless it is trusted process-wide; this model loads those of one generated package, and nothing else.
 */
final class AvroModel extends SpecificData {

    private final String trustedPackage;
    private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();

    AvroModel(Class<? extends SpecificRecord> type) {
        super(type.getClassLoader());
        this.trustedPackage = type.getPackageName();
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        setCustomCoders(true);
    }

    @Override
    public Class<?> getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> classes.computeIfAbsent(schema.getFullName(), name -> load(schema));
            default -> super.getClass(schema);
        };
    }

    private Class<?> load(Schema schema) {
        if (!trustedPackage.equals(schema.getNamespace())) {
            throw new AvroRuntimeException("class " + schema.getFullName() + " outside of " + trustedPackage);
        }
        try {
            return Class.forName(schema.getFullName(), true, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AvroRuntimeException("class " + schema.getFullName() + " was not generated", e);
        }
    }
}
