package io.ddpo.rewards.jpeg;

import io.ddpo.rewards.api.Sample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** Pictures as files. */
final class Pictures {
    private Pictures() {}

    static BufferedImage noise(int width, int height) {
        return new GeneratedPicture(width, height, 7, 1, 8, 100).draw();
    }

    static byte[] encode(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Sample sample(byte[] png) {
        return new Sample("t-1", png, "a fox", Map.of());
    }
}
