package io.ddpo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.CurveChart.Point;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PicturesTest {
    @Test
    void theCurveRisesWhereTheRewardDoes() throws IOException {
        BufferedImage chart = chart(List.of(rewards(0, 1, 2), rewards(1, 2, 3), rewards(2, 3, 4)), Theme.LIGHT);

        assertThat(chart.getWidth()).isEqualTo(1920);
        assertThat(chart.getHeight()).isEqualTo(1080);
        assertThat(highest(chart, Theme.LIGHT.line(), 0, 300))
                .isGreaterThan(highest(chart, Theme.LIGHT.line(), 1400, 1700));
    }

    @Test
    void theCurveOfOneIterationIsAPoint() throws IOException {
        BufferedImage chart = chart(List.of(rewards(0, 1, 1)), Theme.LIGHT);

        assertThat(highest(chart, Theme.LIGHT.line(), 0, 1720)).isBetween(200, 900);
    }

    @Test
    void theDarkChartIsDark() throws IOException {
        BufferedImage chart = chart(List.of(rewards(0, 1, 2)), Theme.DARK);

        assertThat(new Color(chart.getRGB(5, 5))).isEqualTo(Theme.DARK.background());
    }

    @Test
    void curvesThatEndTogetherKeepTheirNamesApart() throws IOException {
        Curve first = new Curve("ddpo-is", List.of(new Point(0, 1, 1, 1), new Point(96, 2, 1.5, 2.5)));
        Curve second = new Curve("rwr", List.of(new Point(0, 1, 1, 1), new Point(96, 2, 2, 2)));

        BufferedImage together = image(CurveChart.png(
                List.of(first, second), "Two curves", "that end together", "Queries", "Reward", Theme.LIGHT));

        // right of the plot there are but the dots beside the names, 8 points high and wide
        assertThat(highest(together, new Color(0xd55e00), 1590, 1610))
                .isLessThan(highest(together, new Color(0x0072b2), 1590, 1610) - 16);
    }

    @Test
    void aCurveOfOnePointIsDrawn() throws IOException {
        Curve point = new Curve("ddpo-is", List.of(new Point(0, 1, 1, 1)));

        BufferedImage chart = image(CurveChart.png(List.of(point), "One", "point", "Queries", "Reward", Theme.DARK));

        assertThat(highest(chart, new Color(0x0072b2), 0, 1500)).isBetween(200, 900);
    }

    @Test
    void thePairsLieOneAboveTheOther() throws IOException {
        BeforeAfter.Pair pair = new BeforeAfter.Pair("a fox", plain(Color.RED), plain(Color.BLUE));

        BufferedImage sheet = image(
                BeforeAfter.png(Collections.nCopies(10, pair), "Before and after", "base", "version 3", Theme.LIGHT));

        // the second row of blocks has one pair, whose pictures are 192 pixels wide
        assertThat(count(sheet, Color.RED)).isEqualTo(10 * 192 * 192);
        assertThat(count(sheet, Color.BLUE)).isEqualTo(10 * 192 * 192);
        assertThat(highest(sheet, Color.RED, 0, sheet.getWidth()))
                .isLessThan(highest(sheet, Color.BLUE, 0, sheet.getWidth()));
    }

    @Test
    void theGalleryHasARowForEachPromptAndAColumnForEachVersion() throws IOException {
        Gallery.Row fox = new Gallery.Row("a fox", List.of(plain(Color.RED), plain(Color.BLUE), plain(Color.BLUE)));
        Gallery.Row tale = new Gallery.Row(
                "a fox and ".repeat(30), List.of(plain(Color.RED), plain(Color.BLUE), plain(Color.GREEN)));

        BufferedImage sheet =
                image(Gallery.png(List.of(fox, tale), "Over training", List.of("0", "2", "4"), Theme.LIGHT));

        assertThat(count(sheet, Color.RED)).isEqualTo(2 * 128 * 128);
        assertThat(count(sheet, Color.BLUE)).isEqualTo(3 * 128 * 128);
        assertThat(highest(sheet, Color.GREEN, 0, sheet.getWidth()))
                .as("the row below")
                .isGreaterThan(highest(sheet, Color.RED, 0, sheet.getWidth()));
    }

    @Test
    void aPromptThatIsTooLongIsCutShort() throws IOException {
        BeforeAfter.Pair fox = new BeforeAfter.Pair("a fox", plain(Color.RED), plain(Color.BLUE));
        BeforeAfter.Pair tale = new BeforeAfter.Pair("a fox and ".repeat(30), plain(Color.RED), plain(Color.BLUE));

        assertThat(image(BeforeAfter.png(List.of(tale, fox), "x", "base", "last", Theme.LIGHT))
                        .getWidth())
                .isEqualTo(image(BeforeAfter.png(List.of(fox, fox), "x", "base", "last", Theme.LIGHT))
                        .getWidth());
    }

    private static IterationRewards rewards(int iteration, double... values) {
        return new IterationRewards(
                iteration,
                IntStream.range(0, values.length).mapToObj(i -> values[i]).toList());
    }

    private static BufferedImage chart(List<IterationRewards> iterations, Theme theme) throws IOException {
        return image(RewardChart.png(iterations, "A model trained on something", "something (kB)", theme));
    }

    private static BufferedImage plain(Color color) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, 256).forEach(i -> image.setRGB(i % 16, i / 16, color.getRGB()));
        return image;
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static long count(BufferedImage image, Color color) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color.getRGB())
                .count();
    }

    /** The first row, from above, in which a colour appears between two columns. */
    private static int highest(BufferedImage image, Color color, int left, int right) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = left; x < right; x++) {
                if (image.getRGB(x, y) == color.getRGB()) {
                    return y;
                }
            }
        }
        throw new AssertionError("no pixel of " + color);
    }
}
