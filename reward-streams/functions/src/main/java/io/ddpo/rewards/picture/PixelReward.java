package io.ddpo.rewards.picture;

import io.ddpo.rewards.api.Verdict;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** A number that follows from the brightness of a picture's pixels, which is between 0 and 1 (Rec. 601 luma). */
public abstract sealed class PixelReward extends PictureReward {
    private PixelReward(String name, ToDoubleFunction<double[][]> score) {
        super(name, picture -> Verdict.score(score.applyAsDouble(brightness(picture))));
    }

    /** Standard deviation of the brightness, in [0, 0.5]: what pales has less. */
    public static final class Contrast extends PixelReward {
        public Contrast() {
            super("contrast", PixelReward::contrast);
        }
    }

    /** Mean difference of brightness between neighbours, negated, in [-1, 0]: noise has less of it than drawings. */
    public static final class Smoothness extends PixelReward {
        public Smoothness() {
            super("smoothness", PixelReward::smoothness);
        }
    }

    private static double[][] brightness(BufferedImage picture) {
        double[][] rows = new double[picture.getHeight()][picture.getWidth()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                int rgb = picture.getRGB(x, y);
                rows[y][x] = (0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF)) / 255;
            }
        }
        return rows;
    }

    private static double contrast(double[][] rows) {
        double mean =
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).average().orElse(0);
        return Math.sqrt(Arrays.stream(rows)
                .flatMapToDouble(Arrays::stream)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }

    private static double smoothness(double[][] rows) {
        double sum = 0;
        int pairs = 0;
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                if (x > 0) {
                    sum += Math.abs(rows[y][x] - rows[y][x - 1]);
                    pairs++;
                }
                if (y > 0) {
                    sum += Math.abs(rows[y][x] - rows[y - 1][x]);
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : -sum / pairs;
    }
}
