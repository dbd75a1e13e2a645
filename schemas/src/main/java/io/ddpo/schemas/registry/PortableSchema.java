package io.ddpo.schemas.registry;

import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Schemas for other languages. */
final class PortableSchema {
    /** What generated classes say of their strings; it means nothing outside of Java. */
    private static final Pattern JAVA_STRING = Pattern.compile(",\"avro\\.java\\.string\":\"String\"");

    private PortableSchema() {}

    /** The schema as JSON without what only Java understands. */
    static String json(Schema schema) {
        return JAVA_STRING.matcher(schema.toString()).replaceAll("");
    }

    /** The schema without what only Java understands. */
    static Schema of(Schema schema) {
        return new Schema.Parser().parse(json(schema));
    }
}
