package io.ddpo.schemas.avro;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The model behind every generated class of this package. Avro's own loads no class by name unless the whole process
 * trusts it, so that copying a record with a record inside would fail; this one loads the classes of this package, and
 * nothing else.
 */
final class GeneratedModel extends SpecificData {
    private static final String PACKAGE = GeneratedModel.class.getPackageName();

    private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();

    GeneratedModel() {
        super(GeneratedModel.class.getClassLoader());
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
        if (!PACKAGE.equals(schema.getNamespace())) {
            throw new AvroRuntimeException("class " + schema.getFullName() + " outside of " + PACKAGE);
        }
        try {
            return Class.forName(schema.getFullName(), true, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AvroRuntimeException("class " + schema.getFullName() + " was not generated", e);
        }
    }
}
