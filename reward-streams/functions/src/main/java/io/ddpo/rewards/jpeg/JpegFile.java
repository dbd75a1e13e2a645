package io.ddpo.rewards.jpeg;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The JPEG of a picture as libjpeg writes it by default: baseline, quality 95, chroma 4:2:0, standard Huffman tables,
 * JFIF header. The JDK's writer is libjpeg 6b, and these are its defaults but for the quality.
 */
final class JpegFile {
    private static final float QUALITY = 0.95f;

    private JpegFile() {}

    /** The length of the file in bytes. The writer is made anew because it must not be shared between threads. */
    static long bytes(BufferedImage rgb) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(OutputStream.nullOutputStream())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(rgb, null, null), parameters());
            return out.length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }

    private static ImageWriteParam parameters() {
        ImageWriteParam parameters = new JPEGImageWriteParam(null);
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(QUALITY);
        return parameters;
    }
}
