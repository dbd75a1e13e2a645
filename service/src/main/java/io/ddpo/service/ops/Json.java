package io.ddpo.service.ops;

/** The one thing about JSON that string concatenation gets wrong. */
final class Json {
    private Json() {}

    /** {@code text} as a JSON string (RFC 8259, section 7). */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
