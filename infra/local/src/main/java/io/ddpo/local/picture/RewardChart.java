package io.ddpo.local.picture;

import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.history.Spread;
import io.ddpo.local.picture.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** The curve of the mean reward, with a band of one standard deviation on either side. */
public final class RewardChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final double LEFT = 84;
    private static final double RIGHT = 96;
    private static final double TOP = 84;
    private static final double BOTTOM = 64;
    private static final double LABEL = 13;
    private static final double ROOM = 17;
    private static final int BAND_ALPHA = 48;

    private final List<Spread> spreads;
    private final List<IterationRewards> iterations;
    private final Theme theme;
    private final double min;
    private final double max;

    private RewardChart(List<IterationRewards> iterations, Theme theme) {
        this.iterations = iterations;
        this.spreads = iterations.stream().map(IterationRewards::spread).toList();
        this.theme = theme;
        double lowest =
                spreads.stream().mapToDouble(s -> s.mean() - s.std()).min().orElseThrow();
        double highest =
                spreads.stream().mapToDouble(s -> s.mean() + s.std()).max().orElseThrow();
        double margin = highest > lowest ? 0.08 * (highest - lowest) : 1;
        this.min = lowest - margin;
        this.max = highest + margin;
    }

    /**
     * Draws the curve.
     *
     * @param iterations in order, at least one
     * @param title what was trained
     * @param axis name and unit of the reward
     * @return a PNG file, 1920×1080
     */
    public static byte[] png(List<IterationRewards> iterations, String title, String axis, Theme theme) {
        RewardChart chart = new RewardChart(iterations, theme);
        try (Canvas canvas = new Canvas(WIDTH, HEIGHT, theme.background())) {
            chart.titles(canvas, title, axis);
            chart.verticalAxis(canvas);
            chart.horizontalAxis(canvas);
            chart.aim(canvas);
            chart.band(canvas);
            chart.curve(canvas);
            return canvas.png();
        }
    }

    private void titles(Canvas canvas, String title, String axis) {
        canvas.text(title, Lettering.SEMIBOLD, 20, theme.text(), LEFT, 36, Align.LEFT);
        canvas.text(
                "Mean reward of each iteration; the band is one standard deviation on either side",
                Lettering.REGULAR,
                LABEL,
                theme.muted(),
                LEFT,
                58,
                Align.LEFT);
        canvas.textUpwards(axis, Lettering.REGULAR, LABEL, theme.muted(), 24, (TOP + HEIGHT - BOTTOM) / 2);
        canvas.text(
                "Iteration",
                Lettering.REGULAR,
                LABEL,
                theme.muted(),
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 18,
                Align.CENTRE);
    }

    private void verticalAxis(Canvas canvas) {
        for (BigDecimal tick : Ticks.within(min, max, 6)) {
            double y = y(tick.doubleValue());
            canvas.line(LEFT, y, WIDTH - RIGHT, y, theme.grid(), 1);
            canvas.text(Ticks.label(tick), Lettering.REGULAR, LABEL, theme.muted(), LEFT - 10, y + 4.5, Align.RIGHT);
        }
    }

    /** Iterations are counted from 1 for people. */
    private void horizontalAxis(Canvas canvas) {
        int count = spreads.size();
        int every = Math.max(1, (count + 14) / 15);
        for (int i = 0; i < count; i++) {
            if ((i + 1) % every == 0 || count <= 15) {
                String label = Integer.toString(iterations.get(i).iteration() + 1);
                canvas.text(label, Lettering.REGULAR, LABEL, theme.muted(), x(i), HEIGHT - BOTTOM + 22, Align.CENTRE);
            }
        }
    }

    /** Where the mean would be one standard deviation of the base model's samples above the first iteration's. */
    private void aim(Canvas canvas) {
        double y = y(spreads.get(0).mean() + spreads.get(0).std());
        double value = y(spreads.get(spreads.size() - 1).mean());
        // the label makes room for the value of the last mean
        double label = Math.abs(y - value) >= ROOM ? y : value + (y < value ? -ROOM : ROOM);
        canvas.dashes(LEFT, y, WIDTH - RIGHT, y, theme.muted());
        canvas.text("first + 1 std", Lettering.REGULAR, 11, theme.muted(), WIDTH - RIGHT + 8, label + 4, Align.LEFT);
    }

    private void band(Canvas canvas) {
        Path2D band = new Path2D.Double();
        band.moveTo(x(0), y(spreads.get(0).mean() + spreads.get(0).std()));
        for (int i = 1; i < spreads.size(); i++) {
            band.lineTo(x(i), y(spreads.get(i).mean() + spreads.get(i).std()));
        }
        for (int i = spreads.size() - 1; i >= 0; i--) {
            band.lineTo(x(i), y(spreads.get(i).mean() - spreads.get(i).std()));
        }
        band.closePath();
        Color line = theme.line();
        canvas.fill(band, new Color(line.getRed(), line.getGreen(), line.getBlue(), BAND_ALPHA));
    }

    private void curve(Canvas canvas) {
        Path2D curve = new Path2D.Double();
        for (int i = 0; i < spreads.size(); i++) {
            double x = x(i);
            double y = y(spreads.get(i).mean());
            if (i == 0) {
                curve.moveTo(x, y);
            } else {
                curve.lineTo(x, y);
            }
            canvas.fill(new Ellipse2D.Double(x - 3.5, y - 3.5, 7, 7), theme.line());
        }
        canvas.curve(curve, theme.line(), 2.5);
        Spread last = spreads.get(spreads.size() - 1);
        String value = String.format(Locale.ROOT, "%.3f", last.mean()).replace('-', '−');
        canvas.text(value, Lettering.SEMIBOLD, 15, theme.line(), WIDTH - RIGHT + 8, y(last.mean()) + 5, Align.LEFT);
    }

    private double x(int index) {
        double width = WIDTH - LEFT - RIGHT;
        return spreads.size() == 1 ? LEFT + width / 2 : LEFT + 12 + (width - 24) * index / (spreads.size() - 1);
    }

    private double y(double reward) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (max - reward) / (max - min);
    }
}
