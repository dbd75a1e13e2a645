package io.ddpo.local.picture;

import io.ddpo.local.picture.Canvas.Align;
import java.awt.image.BufferedImage;
import java.util.List;

/** What two versions draw for the same prompts and seeds, one above the other. */
public final class BeforeAfter {
    private static final int COLUMNS = 9;
    private static final int CELL = 96;
    private static final int GAP = 8;
    private static final int PAIR_GAP = 4;
    private static final int LABEL_HEIGHT = 20;
    private static final int MARGIN = 24;
    private static final int ROW_NAMES = 96;
    private static final int TITLE_HEIGHT = 56;
    private static final int BLOCK = LABEL_HEIGHT + 2 * CELL + PAIR_GAP + 20;
    private static final double LABEL = 12;

    private BeforeAfter() {}

    /**
     * A prompt under both versions.
     *
     * @param before square, as the one after
     */
    public record Pair(String prompt, BufferedImage before, BufferedImage after) {}

    /**
     * Draws the pairs in rows.
     *
     * @param pairs at least one
     * @return a PNG file
     */
    public static byte[] png(List<Pair> pairs, String title, String before, String after, Theme theme) {
        int columns = Math.min(COLUMNS, pairs.size());
        int rows = (pairs.size() + columns - 1) / columns;
        int titleWidth = (int) Math.ceil(Lettering.SEMIBOLD.width(title, 18));
        int width = 2 * MARGIN + Math.max(titleWidth, ROW_NAMES + columns * (CELL + GAP) - GAP);
        try (Canvas canvas = new Canvas(width, TITLE_HEIGHT + rows * BLOCK + MARGIN, theme.background())) {
            canvas.text(title, Lettering.SEMIBOLD, 18, theme.text(), MARGIN, 36, Align.LEFT);
            for (int row = 0; row < rows; row++) {
                int y = TITLE_HEIGHT + row * BLOCK + LABEL_HEIGHT;
                rowName(canvas, before, y, theme);
                rowName(canvas, after, y + CELL + PAIR_GAP, theme);
            }
            for (int i = 0; i < pairs.size(); i++) {
                int x = MARGIN + ROW_NAMES + i % columns * (CELL + GAP);
                pair(canvas, pairs.get(i), x, TITLE_HEIGHT + i / columns * BLOCK, theme);
            }
            return canvas.png();
        }
    }

    private static void rowName(Canvas canvas, String name, int y, Theme theme) {
        canvas.text(name, Lettering.SEMIBOLD, LABEL, theme.muted(), MARGIN, y + CELL / 2.0 + 4, Align.LEFT);
    }

    private static void pair(Canvas canvas, Pair pair, int x, int y, Theme theme) {
        String label = Lettering.REGULAR.fitting(pair.prompt(), LABEL, CELL + GAP);
        canvas.text(label, Lettering.REGULAR, LABEL, theme.text(), x + CELL / 2.0, y + 13, Align.CENTRE);
        canvas.picture(pair.before(), x, y + LABEL_HEIGHT, CELL);
        canvas.picture(pair.after(), x, y + LABEL_HEIGHT + CELL + PAIR_GAP, CELL);
    }
}
