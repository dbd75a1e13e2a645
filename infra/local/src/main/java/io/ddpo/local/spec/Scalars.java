package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Kind;
import io.ddpo.local.spec.Value.Scalar;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Reads single values as what a schema wants. */
public final class Scalars {
    private Scalars() {}

    /** What a schema wants, for a sentence. */
    static String expected(Schema schema) {
        return switch (schema.getType()) {
            case ENUM ->
                "one of " + schema.getEnumSymbols().stream().map(Scalars::name).collect(Collectors.joining(", "));
            case STRING -> "text";
            case BOOLEAN -> "true or false";
            case INT, LONG -> "a whole number";
            case DOUBLE -> "a number";
            default -> throw new IllegalStateException("settings of type " + schema.getType() + " are not read");
        };
    }

    /** How a symbol is written in a specification. */
    public static String name(String symbol) {
        return symbol.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value; empty if it is another. */
    static Optional<Object> read(Schema schema, Scalar scalar) {
        return switch (schema.getType()) {
            case ENUM -> symbol(schema, scalar.text());
            case STRING -> scalar.kind() == Kind.NONE ? Optional.empty() : Optional.of(scalar.text());
            case BOOLEAN ->
                scalar.kind() == Kind.BOOLEAN ? Optional.of(scalar.text().equalsIgnoreCase("true")) : Optional.empty();
            case INT ->
                whole(scalar).filter(number -> number == number.intValue()).map(Long::intValue);
            case LONG -> whole(scalar).map(number -> number);
            case DOUBLE -> scalar.isNumber() ? real(scalar.text()) : Optional.empty();
            default -> throw new IllegalStateException("settings of type " + schema.getType() + " are not read");
        };
    }

    /** In any case, with hyphens or underscores. */
    private static Optional<Object> symbol(Schema schema, String text) {
        String symbol = text.toUpperCase(Locale.ROOT).replace('-', '_');
        return schema.hasEnumSymbol(symbol)
                ? Optional.of(RecordReader.MODEL.createEnum(symbol, schema))
                : Optional.empty();
    }

    private static Optional<Long> whole(Scalar scalar) {
        try {
            return scalar.kind() == Kind.INTEGER ? Optional.of(Long.valueOf(scalar.text())) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // hexadecimal, octal, or beyond 64 bits
        }
    }

    private static Optional<Object> real(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // .inf, .nan and hexadecimal, none of which is a setting
        }
    }
}
