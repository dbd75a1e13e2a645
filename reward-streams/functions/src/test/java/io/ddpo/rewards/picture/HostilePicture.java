package io.ddpo.rewards.picture;

import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What no reward can judge, whatever it is: each ends in one sentence. */
public enum HostilePicture {
    EMPTY(new byte[0], "expected a PNG, got 0 bytes that cannot be read ("),
    ZEROS(new byte[12], "expected a PNG, got 12 bytes that cannot be read ("),
    SIGNATURE_ALONE(PngFile.SIGNATURE, "expected a PNG, got 8 bytes that cannot be read ("),
    SVG("<svg/>".getBytes(StandardCharsets.UTF_8), "expected a PNG, got 6 bytes that cannot be read ("),
    CUT_OFF(firstHalf(encoded(TYPE_INT_RGB, "png")), "expected a PNG, got "),
    JPEG(encoded(TYPE_INT_RGB, "jpeg"), "expected a PNG, got "),
    CMYK_JPEG(cmykJpeg(), "expected a PNG, got "),
    BOMB(PngFile.of(60_000, 60_000, 8, new byte[100]), "expected at most 16777216 pixels, got 60000 x 60000"),
    SIXTEEN_BITS(PngFile.of(2, 2, 16, new byte[2 * (1 + 2 * 6)]), notRgb("3 channels of 16 bits")),
    SIXTEEN_BIT_GREY(encoded(TYPE_USHORT_GRAY, "png"), notRgb("1 channels of 16 bits")),
    GREY(encoded(TYPE_BYTE_GRAY, "png"), notRgb("1 channels of 8 bits")),
    ALPHA(encoded(TYPE_INT_ARGB, "png"), notRgb("4 channels of 8 bits")),
    PALETTE(encoded(TYPE_BYTE_INDEXED, "png"), notRgb("a palette"));

    private final byte[] bytes;
    private final String sentence;

    HostilePicture(byte[] bytes, String sentence) {
        this.bytes = bytes;
        this.sentence = sentence;
    }

    public Sample sample() {
        return new Sample(name(), bytes, "a fox", Map.of());
    }

    /** Whether a verdict is the failure that this picture has to end in. */
    public boolean isRefusedBy(Verdict verdict) {
        return verdict instanceof Verdict.Failure failure && failure.reason().startsWith("picture: " + sentence);
    }

    private static String notRgb(String found) {
        return "expected RGB with 8 bits a channel, got " + found;
    }

    private static byte[] firstHalf(byte[] file) {
        return Arrays.copyOf(file, file.length / 2);
    }

    private static byte[] encoded(int type, String format) {
        return SoundPicture.encode(new BufferedImage(8, 8, type), format);
    }

    /** Four bands, which the JDK writes without asking what they are. */
    private static byte[] cmykJpeg() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(
                    null,
                    new IIOImage(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null), null, null),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
