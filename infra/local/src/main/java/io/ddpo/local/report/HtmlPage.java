package io.ddpo.local.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML out of a template and pieces; everything that is data is escaped. */
final class HtmlPage {
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private HtmlPage() {}

    /**
     * Fills the places <code>${name}</code> of a template.
     *
     * @param template a resource beside this class
     * @param pieces HTML by name, one for each place
     */
    static String fill(String template, Map<String, String> pieces) {
        return PLACE.matcher(read(template)).replaceAll(place -> piece(pieces, place));
    }

    private static String piece(Map<String, String> pieces, MatchResult place) {
        String piece = pieces.get(place.group(1));
        if (piece == null) {
            throw new IllegalArgumentException("expected a piece for " + place.group() + ", got none");
        }
        return Matcher.quoteReplacement(piece);
    }

    private static String read(String template) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(template)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text as it can stand in an element or a quoted attribute. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A picture that needs no file beside the page. */
    static String embedded(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    /** A picture for either colour scheme. */
    static String picture(byte[] light, byte[] dark, String description) {
        return """
                <picture>
                <source media="(prefers-color-scheme: dark)" srcset="%s">
                <img src="%s" alt="%s">
                </picture>
                """.formatted(embedded(dark), embedded(light), escape(description));
    }

    /** Rows of a table with two columns. */
    static String rows(Map<String, String> values) {
        StringBuilder rows = new StringBuilder();
        values.forEach((name, value) ->
                rows.append("<tr><td>%s</td><td>%s</td></tr>%n".formatted(escape(name), escape(value))));
        return rows.toString();
    }

    /** Items of a list of terms, each with its value. */
    static String tiles(Map<String, String> values) {
        StringBuilder tiles = new StringBuilder();
        values.forEach((name, value) ->
                tiles.append("<div><dt>%s</dt><dd>%s</dd></div>%n".formatted(escape(name), escape(value))));
        return tiles.toString();
    }
}
