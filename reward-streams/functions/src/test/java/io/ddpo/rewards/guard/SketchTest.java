package io.ddpo.rewards.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.picture.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SketchTest {

    @Test
    void aCellIsTheMeanOfItsPixelsInEachChannel() throws Exception {
        byte[] sketch = Sketch.of(png(32, 32, (x, y) -> x % 2 == 0 ? 0x10_20_30 : 0x14_28_31));

        assertThat(sketch).hasSize(Sketch.BYTES);
        assertThat(sketch[0]).isEqualTo((byte) 0x12);
        assertThat(sketch[1]).isEqualTo((byte) 0x24);
        assertThat(sketch[2]).as("0x30 and 0x31, rounded up").isEqualTo((byte) 0x31);
    }

    @Test
    void cellsGoRowByRow() throws Exception {
        byte[] sketch = Sketch.of(png(48, 32, (x, y) -> x / 3 << 16 | y / 2 << 8));

        assertThat(sketch[3 * (5 * Sketch.SIDE + 7)]).isEqualTo((byte) 7);
        assertThat(sketch[3 * (5 * Sketch.SIDE + 7) + 1]).isEqualTo((byte) 5);
    }

    @Test
    void aSmallPictureIsRepeated() throws Exception {
        assertThat(Sketch.of(png(1, 1, (x, y) -> 0xFF_FF_FF))).containsOnly((byte) 0xFF);
    }

    @Test
    void everyPixelOfAPictureThatDoesNotDivideIsInOneCell() throws Exception {
        byte[] sketch = Sketch.of(png(40, 40, (x, y) -> x * 5 << 16));

        assertThat(sketch[0]).as("columns 0 and 1").isEqualTo((byte) 3);
        assertThat(sketch[3]).as("columns 2 to 4").isEqualTo((byte) 15);
    }

    @Test
    void whatIsNoPictureHasNoSketch() {
        assertThatExceptionOfType(UnreadablePictureException.class).isThrownBy(() -> Sketch.of(new byte[] {1}));
    }

    private static byte[] png(int width, int height, IntBinaryOperator colours) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, colours.applyAsInt(x, y));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }
}
