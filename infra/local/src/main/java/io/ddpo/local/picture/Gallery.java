package io.ddpo.local.picture;

import io.ddpo.local.picture.Canvas.Align;
import java.awt.image.BufferedImage;
import java.util.List;

/** The same prompts and seeds over training: a row for each, a column for each version. */
public final class Gallery {
    private static final int CELL = 64;
    private static final int GAP = 6;
    private static final int MARGIN = 24;
    private static final int ROW_NAMES = 120;
    private static final int TITLE_HEIGHT = 56;
    private static final int COLUMN_NAMES = 24;
    private static final double LABEL = 12;

    private Gallery() {}

    /**
     * What the versions drew for one prompt from one seed.
     *
     * @param pictures square, one for each version
     */
    public record Row(String prompt, List<BufferedImage> pictures) {
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * Draws the rows.
     *
     * @param rows at least one
     * @param versions names of the columns
     * @return a PNG file
     */
    public static byte[] png(List<Row> rows, String title, List<String> versions, Theme theme) {
        int titleWidth = (int) Math.ceil(Lettering.SEMIBOLD.width(title, 18));
        int width = 2 * MARGIN + Math.max(titleWidth, ROW_NAMES + versions.size() * (CELL + GAP) - GAP);
        int top = TITLE_HEIGHT + COLUMN_NAMES;
        try (Canvas canvas = new Canvas(width, top + rows.size() * (CELL + GAP) + MARGIN, theme.background())) {
            canvas.text(title, Lettering.SEMIBOLD, 18, theme.text(), MARGIN, 36, Align.LEFT);
            for (int column = 0; column < versions.size(); column++) {
                double centre = x(column) + CELL / 2.0;
                canvas.text(
                        versions.get(column),
                        Lettering.SEMIBOLD,
                        LABEL,
                        theme.muted(),
                        centre,
                        TITLE_HEIGHT + 14,
                        Align.CENTRE);
            }
            for (int row = 0; row < rows.size(); row++) {
                row(canvas, rows.get(row), top + row * (CELL + GAP), theme);
            }
            return canvas.png();
        }
    }

    private static void row(Canvas canvas, Row row, int y, Theme theme) {
        String label = Lettering.REGULAR.fitting(row.prompt(), LABEL, ROW_NAMES - GAP);
        canvas.text(label, Lettering.REGULAR, LABEL, theme.text(), MARGIN, y + CELL / 2.0 + 4, Align.LEFT);
        for (int column = 0; column < row.pictures().size(); column++) {
            canvas.picture(row.pictures().get(column), x(column), y, CELL);
        }
    }

    private static double x(int column) {
        return MARGIN + ROW_NAMES + column * (CELL + GAP);
    }
}
