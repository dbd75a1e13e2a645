package io.ddpo.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 5", "1, 64", "64, 1", "300, 200"})
    void noiseOfAnySizeIsReadBackByTheJdkAsItWas(int width, int height) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        assertReadBack(random.ints((long) width * height, 0, 1 << 24).toArray(), width, height);
    }

    @Test
    void smoothPicturesAreReadBackAndGetSmall() throws IOException {
        int[] gradient = new int[64 * 64];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (i % 64) << 18 | (i / 64) << 10 | (i % 64 + i / 64);
        }

        assertReadBack(gradient, 64, 64);
        assertThat(Png.encode(gradient, 64, 64)).hasSizeLessThan(500);
    }

    @Test
    void whatLiesAboveTheColoursIsIgnored() {
        assertThat(Png.encode(new int[] {0xff123456}, 1, 1)).isEqualTo(Png.encode(new int[] {0x123456}, 1, 1));
    }

    private static void assertReadBack(int[] rgb, int width, int height) throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(rgb, width, height)));
        int[] found = read.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < rgb.length; i++) {
            assertThat(found[i] & 0xffffff).as("pixel %d", i).isEqualTo(rgb[i]);
        }
    }
}
