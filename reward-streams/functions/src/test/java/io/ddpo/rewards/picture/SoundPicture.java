package io.ddpo.rewards.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A picture that every reward can judge. */
public final class SoundPicture {
    private static final byte[] BLACK = encode(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png");

    private SoundPicture() {}

    /** The file. */
    public static byte[] png() {
        return BLACK.clone();
    }

    /** A picture as a file. */
    public static byte[] encode(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
