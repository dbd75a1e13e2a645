package io.ddpo.local.picture;

import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.history.Spread;
import io.ddpo.local.picture.Plot.Range;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** The curve of the mean reward, with a band of one standard deviation on either side. */
public final class RewardChart {
    private static final double MARGIN = 96;
    private static final double ROOM = 17;

    private final List<IterationRewards> iterations;
    private final List<Spread> spreads;
    private final Canvas canvas;
    private final Theme theme;
    private final Plot plot;

    private RewardChart(List<IterationRewards> iterations, Canvas canvas, Theme theme) {
        this.iterations = iterations;
        this.spreads = iterations.stream().map(IterationRewards::spread).toList();
        this.canvas = canvas;
        this.theme = theme;
        double lowest =
                spreads.stream().mapToDouble(s -> s.mean() - s.std()).min().orElseThrow();
        double highest =
                spreads.stream().mapToDouble(s -> s.mean() + s.std()).max().orElseThrow();
        this.plot = new Plot(
                canvas, theme, MARGIN, new Range(0, spreads.size() - 1.0), new Range(lowest, highest).widened(0.08));
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
        try (Canvas canvas = new Canvas(Plot.WIDTH, Plot.HEIGHT, theme.background())) {
            RewardChart chart = new RewardChart(iterations, canvas, theme);
            chart.plot.titles(
                    title, "Mean reward of each iteration; the band is one standard deviation on either side");
            chart.plot.axes("Iteration", axis);
            chart.plot.grid();
            chart.numbers();
            chart.aim();
            chart.band();
            chart.curve();
            return canvas.png();
        }
    }

    /** Iterations are counted from 1 for people. */
    private void numbers() {
        int count = spreads.size();
        int every = Math.max(1, (count + 14) / 15);
        for (int i = 0; i < count; i++) {
            if ((i + 1) % every == 0 || count <= 15) {
                plot.tick(i, Integer.toString(iterations.get(i).iteration() + 1));
            }
        }
    }

    /** Where the mean would be one standard deviation of the base model's samples above the first iteration's. */
    private void aim() {
        double aim = spreads.get(0).mean() + spreads.get(0).std();
        double y = plot.y(aim);
        double value = plot.y(spreads.get(spreads.size() - 1).mean());
        // the label makes room for the value of the last mean
        double label = Math.abs(y - value) >= ROOM ? y : value + (y < value ? -ROOM : ROOM);
        plot.dashes(aim);
        plot.beside("first + 1 std", Lettering.REGULAR, 11, theme.muted(), label);
    }

    private void band() {
        Path2D band = new Path2D.Double();
        band.moveTo(plot.x(0), plot.y(spreads.get(0).mean() + spreads.get(0).std()));
        for (int i = 1; i < spreads.size(); i++) {
            band.lineTo(plot.x(i), plot.y(spreads.get(i).mean() + spreads.get(i).std()));
        }
        for (int i = spreads.size() - 1; i >= 0; i--) {
            band.lineTo(plot.x(i), plot.y(spreads.get(i).mean() - spreads.get(i).std()));
        }
        band.closePath();
        canvas.fill(band, Plot.pale(theme.line()));
    }

    private void curve() {
        Path2D curve = new Path2D.Double();
        for (int i = 0; i < spreads.size(); i++) {
            double mean = spreads.get(i).mean();
            if (i == 0) {
                curve.moveTo(plot.x(i), plot.y(mean));
            } else {
                curve.lineTo(plot.x(i), plot.y(mean));
            }
            plot.dot(i, mean, 3.5, theme.line());
        }
        canvas.curve(curve, theme.line(), 2.5);
        Spread last = spreads.get(spreads.size() - 1);
        String value = String.format(Locale.ROOT, "%.3f", last.mean()).replace('-', '−');
        plot.beside(value, Lettering.SEMIBOLD, 15, theme.line(), plot.y(last.mean()));
    }
}
