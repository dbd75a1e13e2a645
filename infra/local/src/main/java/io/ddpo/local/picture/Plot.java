package io.ddpo.local.picture;

import io.ddpo.local.picture.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.math.BigDecimal;

/** The frame of a plot: title, axes and grid, and where on the canvas a value lies. */
final class Plot {
    static final int WIDTH = 960;
    static final int HEIGHT = 540;
    private static final double LABEL = 13;
    private static final double LEFT = 84;
    private static final double TOP = 84;
    private static final double BOTTOM = 64;

    /** Curves keep away from the ends of the axis. */
    private static final double PADDING = 12;

    private static final int BAND_ALPHA = 48;

    private final Canvas canvas;
    private final Theme theme;
    private final double right;
    private final Range x;
    private final Range y;

    /** @param margin right of the plot, in points, for what stands at the ends of the curves */
    Plot(Canvas canvas, Theme theme, double margin, Range x, Range y) {
        this.canvas = canvas;
        this.theme = theme;
        this.right = WIDTH - margin;
        this.x = x;
        this.y = y;
    }

    /** Values from one to another; they may be the same. */
    record Range(double min, double max) {
        /** Wider by so much of itself at either end, by one where it has no width. */
        Range widened(double share) {
            double margin = max > min ? share * (max - min) : 1;
            return new Range(min - margin, max + margin);
        }

        /** Where a value lies, from 0 to 1; in the middle where there is no width. */
        private double share(double value) {
            return max > min ? (value - min) / (max - min) : 0.5;
        }
    }

    double x(double value) {
        return LEFT + PADDING + (right - LEFT - 2 * PADDING) * x.share(value);
    }

    double y(double value) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - y.share(value));
    }

    void titles(String title, String subtitle) {
        canvas.text(title, Lettering.SEMIBOLD, 20, theme.text(), LEFT, 36, Align.LEFT);
        canvas.text(subtitle, Lettering.REGULAR, LABEL, theme.muted(), LEFT, 58, Align.LEFT);
    }

    void axes(String horizontal, String vertical) {
        canvas.textUpwards(vertical, Lettering.REGULAR, LABEL, theme.muted(), 24, (TOP + HEIGHT - BOTTOM) / 2);
        canvas.text(horizontal, Lettering.REGULAR, LABEL, theme.muted(), (LEFT + right) / 2, HEIGHT - 18, Align.CENTRE);
    }

    /** A line across for each round value. */
    void grid() {
        for (BigDecimal tick : Ticks.within(y.min(), y.max(), 6)) {
            double at = y(tick.doubleValue());
            canvas.line(LEFT, at, right, at, theme.grid(), 1);
            canvas.text(Ticks.label(tick), Lettering.REGULAR, LABEL, theme.muted(), LEFT - 10, at + 4.5, Align.RIGHT);
        }
    }

    /** A label below the horizontal axis. */
    void tick(double value, String label) {
        canvas.text(label, Lettering.REGULAR, LABEL, theme.muted(), x(value), HEIGHT - BOTTOM + 22, Align.CENTRE);
    }

    void dashes(double value) {
        canvas.dashes(LEFT, y(value), right, y(value), theme.muted());
    }

    void dot(double atX, double atY, double radius, Color color) {
        canvas.fill(new Ellipse2D.Double(x(atX) - radius, y(atY) - radius, 2 * radius, 2 * radius), color);
    }

    /** Text right of the plot, its middle at {@code at} points from the top. */
    void beside(String text, Lettering lettering, double size, Color color, double at) {
        canvas.text(text, lettering, size, color, right + 8, at + size / 3, Align.LEFT);
    }

    /** The name of a curve, right of the plot. */
    void name(String text, Color dot, double at) {
        canvas.fill(new Ellipse2D.Double(right + 10, at - 4, 8, 8), dot);
        canvas.text(text, Lettering.REGULAR, LABEL, theme.text(), right + 24, at + LABEL / 3, Align.LEFT);
    }

    /** The colour that a band around a line of this colour has. */
    static Color pale(Color line) {
        return new Color(line.getRed(), line.getGreen(), line.getBlue(), BAND_ALPHA);
    }
}
