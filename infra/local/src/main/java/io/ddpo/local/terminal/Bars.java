package io.ddpo.local.terminal;

import java.util.Arrays;

/** Numbers drawn with block characters. */
public final class Bars {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

    private Bars() {}

    /**
     * A bar of progress.
     *
     * @param share of the work that is done; what lies outside of [0, 1] counts as its nearer end
     * @param width in characters
     */
    public static String progress(double share, int width) {
        int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * width * 8);
        String full = "█".repeat(eighths / 8);
        if (eighths % 8 == 0) {
            return full + " ".repeat(width - eighths / 8);
        }
        return full + EIGHTHS.charAt(eighths % 8) + " ".repeat(width - eighths / 8 - 1);
    }

    /** One character a value, from the smallest to the largest; all of them low where they are equal. */
    public static String sparkline(double... values) {
        double min = Arrays.stream(values).min().orElse(0);
        double range = Arrays.stream(values).max().orElse(0) - min;
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            int height = range > 0 ? (int) Math.min(7, (value - min) / range * 8) : 0;
            line.append(HEIGHTS.charAt(height));
        }
        return line.toString();
    }
}
