package io.ddpo.local.picture;

import io.ddpo.local.picture.Plot.Range;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Several curves in one plot, each with a band and its name at its end. */
public final class CurveChart {
    /** Colours that are told apart by those who see few of them (Okabe and Ito, 2008), on white and on black. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072b2),
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0xe69f00),
            new Color(0x56b4e9));

    /** How many curves a plot can tell apart. */
    public static final int MOST = COLOURS.size();

    private static final double MARGIN = 176;
    private static final double ROOM = 18;

    private final List<Curve> curves;
    private final Canvas canvas;
    private final Plot plot;
    private final Range x;

    private CurveChart(List<Curve> curves, Canvas canvas, Theme theme) {
        this.curves = curves;
        this.canvas = canvas;
        this.x = range(Point::x, Point::x);
        this.plot =
                new Plot(canvas, theme, MARGIN, x, range(Point::min, Point::max).widened(0.08));
    }

    /**
     * A curve.
     *
     * @param label its name
     * @param points from left to right, at least one
     */
    public record Curve(String label, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }

        private Point last() {
            return points.get(points.size() - 1);
        }
    }

    /**
     * A point with what lies around it.
     *
     * @param mean where the curve goes, from {@code min} to {@code max}, where its band does
     */
    public record Point(double x, double mean, double min, double max) {}

    /**
     * Draws curves.
     *
     * @param curves one to {@link #MOST}
     * @return a PNG file, 1920×1080
     */
    public static byte[] png(
            List<Curve> curves, String title, String subtitle, String horizontal, String vertical, Theme theme) {
        try (Canvas canvas = new Canvas(Plot.WIDTH, Plot.HEIGHT, theme.background())) {
            CurveChart chart = new CurveChart(curves, canvas, theme);
            chart.plot.titles(title, subtitle);
            chart.plot.axes(horizontal, vertical);
            chart.plot.grid();
            chart.ticks();
            for (int i = 0; i < curves.size(); i++) {
                chart.draw(curves.get(i), COLOURS.get(i));
            }
            chart.names();
            return canvas.png();
        }
    }

    private Range range(ToDoubleFunction<Point> lowest, ToDoubleFunction<Point> highest) {
        List<Point> points =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        return new Range(
                points.stream().mapToDouble(lowest).min().orElseThrow(),
                points.stream().mapToDouble(highest).max().orElseThrow());
    }

    private void ticks() {
        if (x.max() == x.min()) {
            plot.tick(x.min(), Ticks.label(BigDecimal.valueOf(x.min()).stripTrailingZeros()));
            return;
        }
        Ticks.within(x.min(), x.max(), 8).forEach(tick -> plot.tick(tick.doubleValue(), Ticks.label(tick)));
    }

    private void draw(Curve curve, Color colour) {
        Path2D line = new Path2D.Double();
        Path2D band = new Path2D.Double();
        for (Point point : curve.points()) {
            append(line, point.x(), point.mean());
            append(band, point.x(), point.max());
            plot.dot(point.x(), point.mean(), 2.5, colour);
        }
        for (int i = curve.points().size() - 1; i >= 0; i--) {
            append(band, curve.points().get(i).x(), curve.points().get(i).min());
        }
        band.closePath();
        canvas.fill(band, Plot.pale(colour));
        canvas.curve(line, colour, 2.5);
    }

    private void append(Path2D path, double atX, double atY) {
        if (path.getCurrentPoint() == null) {
            path.moveTo(plot.x(atX), plot.y(atY));
        } else {
            path.lineTo(plot.x(atX), plot.y(atY));
        }
    }

    /** Each at the end of its curve, those above pushed up by those below until no two overlap. */
    private void names() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> curves.get(i).last().mean()));
        double below = Double.POSITIVE_INFINITY;
        for (int i : order) {
            double at = Math.min(plot.y(curves.get(i).last().mean()), below - ROOM);
            plot.name(curves.get(i).label(), COLOURS.get(i), at);
            below = at;
        }
    }
}
