package io.ddpo.local.picture;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Text as outlines of the typeface Inter. A JDK on a machine without fonts cannot write text, and one on a machine with
 * fonts writes it differently everywhere; this writes the same on both. Latin letters only; any other is a hollow box.
 */
final class Lettering {
    static final Lettering REGULAR = new Lettering(400);
    static final Lettering SEMIBOLD = new Lettering(600);

    private static final double UNITS_PER_EM = 2048;
    private static final Glyph MISSING = new Glyph(1200, "M200 0H1000V1400H200ZM300 100V1300H900V100Z");

    private final Map<Integer, Glyph> glyphs;

    private Lettering(int weight) {
        this.glyphs = read(Integer.toString(weight));
    }

    /** How far a text reaches, in the units of {@code size}. */
    double width(String text, double size) {
        return text.codePoints().mapToDouble(c -> glyph(c).advance()).sum() * size / UNITS_PER_EM;
    }

    /** The outlines of a text whose baseline begins at (x, y), y downwards. */
    Shape outline(String text, double size, double x, double y) {
        Path2D line = new Path2D.Double(Path2D.WIND_NON_ZERO);
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(size / UNITS_PER_EM, -size / UNITS_PER_EM);
        text.codePoints().mapToObj(this::glyph).forEach(glyph -> {
            line.append(place.createTransformedShape(GlyphPath.read(glyph.path())), false);
            place.translate(glyph.advance(), 0);
        });
        return line;
    }

    private Glyph glyph(int codePoint) {
        return glyphs.getOrDefault(codePoint, MISSING);
    }

    private static Map<Integer, Glyph> read(String weight) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Lettering.class.getResourceAsStream("inter.tsv"), StandardCharsets.UTF_8))) {
            Map<Integer, Glyph> glyphs = new HashMap<>();
            lines.lines().filter(line -> line.startsWith(weight)).forEach(line -> {
                String[] fields = line.split("\t", -1);
                glyphs.put(Integer.valueOf(fields[1]), new Glyph(Integer.parseInt(fields[2]), fields[3]));
            });
            return glyphs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One character.
     *
     * @param advance to the next one, in units of the em
     * @param path its outline, y upwards
     */
    private record Glyph(int advance, String path) {}

    /** A text that is cut short where it is wider than that. */
    String fitting(String text, double size, double width) {
        String label = text;
        while (width(label, size) > width && label.length() > 1) {
            label = label.substring(0, label.length() - 2) + "…";
        }
        return label;
    }
}
