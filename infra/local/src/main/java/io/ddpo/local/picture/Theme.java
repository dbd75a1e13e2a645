package io.ddpo.local.picture;

import java.awt.Color;

/**
 * Colours that go together.
 *
 * @param background of the whole
 * @param text of titles and values
 * @param muted of labels and axes
 * @param grid of the lines behind
 * @param line of the curve
 */
public record Theme(Color background, Color text, Color muted, Color grid, Color line) {
    public static final Theme LIGHT =
            new Theme(Color.WHITE, new Color(0x111827), new Color(0x6b7280), new Color(0xe5e7eb), new Color(0x1d4ed8));

    public static final Theme DARK = new Theme(
            new Color(0x111827), new Color(0xf3f4f6), new Color(0x9ca3af), new Color(0x374151), new Color(0x60a5fa));
}
