package io.ddpo.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {

    @Test
    void valuesAreRoundedToLevelsAndClamped() {
        Picture picture = new Picture(new float[] {-2, -1, 0, 1, 0.5f, 7, -1, -1, 0.1f, 0, 0, 0}, 2, 2);

        BufferedImage image = picture.toImage();

        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0x00bf8c);
        assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0x00ff80);
        assertThat(image.getRGB(1, 1) & 0xffffff).isEqualTo(0xff0080);
    }

    @Test
    void aPictureSurvivesPng() throws IOException {
        float[] levels = new float[3 * 4 * 4];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (5 * i) / 127.5f - 1;
        }

        assertThat(Picture.decode(new Picture(levels, 4, 4).toPng()).values()).containsExactly(levels);
    }

    @Test
    void bytesThatAreNoImageAreRefused() {
        assertThatThrownBy(() -> Picture.decode(new byte[] {1, 2, 3}))
                .hasMessage("expected a PNG, JPEG, GIF or BMP image, came something else");
    }

    @Test
    void aSheetHoldsEveryPictureEnlarged() throws IOException {
        Picture grey = new Picture(new float[3 * 4 * 4], 4, 4);

        Picture sheet = Picture.decode(ContactSheet.png(Collections.nCopies(5, grey), 3, 2));

        assertThat(sheet.width()).isEqualTo(3 * 10 + 2);
        assertThat(sheet.height()).isEqualTo(2 * 10 + 2);
    }

    @Test
    void withoutChangesScalingDownIsAveraging() {
        float[] checks = new float[3 * 4 * 4];
        for (int i = 0; i < checks.length; i++) {
            checks[i] = (i + i / 4) % 2 == 0 ? 1 : 0;
        }

        Picture half = new Augmentation(0, 0, 0, 0, 0, 0).apply(new Picture(checks, 4, 4), 2, new SplittableRandom(1));

        assertThat(half.values()).hasSize(12).containsOnly(0.5f);
    }

    @Test
    void outsideOfAPictureIsWhite() {
        Picture black = new Picture(filled(3 * 4 * 4, -1), 4, 4);

        Picture moved = new Augmentation(0, 0, 0, 1, 0, 0).apply(black, 4, new SplittableRandom(2));

        assertThat(moved.values()).contains(1f);
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        java.util.Arrays.fill(values, value);
        return values;
    }

    @Test
    void anAtlasWithATileOutsideItsSheetIsRefused(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("one.png"), new Picture(new float[3 * 64 * 64], 64, 64).toPng());
        Path index = folder.resolve("atlas.tsv");
        String header = "set\tnoun\tprompt\ticon\trow\tcolumn\tgroup\n";

        Files.writeString(index, header + "one\tfox\ta fox\tfox\t0\t0\tanimal\n");
        assertThat(Atlas.read(folder).prompts()).containsExactly("a fox");
        Files.writeString(index, header + "one\tfox\ta fox\tfox\t0\t1\tanimal\n");
        assertThatThrownBy(() -> Atlas.read(folder))
                .hasMessage("[" + index + "] expected a tile within the sheet, came"
                        + " \"one\tfox\ta fox\tfox\t0\t1\tanimal\"");
        Files.writeString(index, "noun\n");
        assertThatThrownBy(() -> Atlas.read(folder)).hasMessageStartingWith("[" + index + "] expected the header");
    }
}
