package io.ddpo.local.picture;

import java.awt.geom.Path2D;
import java.util.Iterator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the SVG paths of glyphs: absolute commands with whole numbers, a letter only where the command changes. */
final class GlyphPath {
    private static final Pattern TOKEN = Pattern.compile("[MLHVQZ]|-?\\d+");

    private final Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
    private final Iterator<String> tokens;

    private GlyphPath(String path) {
        this.tokens = TOKEN.matcher(path).results().map(MatchResult::group).iterator();
    }

    /** The outline that a path describes. */
    static Path2D read(String path) {
        return new GlyphPath(path).read();
    }

    private Path2D read() {
        char command = 'Z';
        while (tokens.hasNext()) {
            String token = tokens.next();
            if (Character.isLetter(token.charAt(0))) {
                command = token.charAt(0);
                token = command == 'Z' ? "" : tokens.next();
            }
            append(command, token);
            // further pairs after a move are lines
            command = command == 'M' ? 'L' : command;
        }
        return outline;
    }

    private void append(char command, String first) {
        switch (command) {
            case 'M' -> outline.moveTo(number(first), next());
            case 'L' -> outline.lineTo(number(first), next());
            case 'H' -> outline.lineTo(number(first), outline.getCurrentPoint().getY());
            case 'V' -> outline.lineTo(outline.getCurrentPoint().getX(), number(first));
            case 'Q' -> outline.quadTo(number(first), next(), next(), next());
            default -> outline.closePath();
        }
    }

    private double next() {
        return number(tokens.next());
    }

    private static double number(String token) {
        return Integer.parseInt(token);
    }
}
