package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class PngTextTest {
    @Test
    void anyReaderOfThePictureFindsTheTexts() throws Exception {
        // Given
        Map<String, String> texts = Map.of("Description", "ein Fuchs, größer", "ddpo", "{\"seed\":\"7\"}");

        // When
        byte[] png = PngText.with(png(), texts);

        // Then
        assertThat(texts(png)).isEqualTo(texts);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(picture.getWidth()).isEqualTo(3);
        assertThat(picture.getRGB(1, 1)).isEqualTo(0xff336699);
    }

    private static byte[] png() throws Exception {
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(1, 1, 0x336699);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    /** As the JDK reads them, which checks the sums too. */
    private static Map<String, String> texts(byte[] png) throws Exception {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in);
            Node root = reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            Map<String, String> texts = new HashMap<>();
            NodeList chunks = ((org.w3c.dom.Element) root).getElementsByTagName("iTXtEntry");
            for (int i = 0; i < chunks.getLength(); i++) {
                texts.put(
                        chunks.item(i).getAttributes().getNamedItem("keyword").getNodeValue(),
                        chunks.item(i).getAttributes().getNamedItem("text").getNodeValue());
            }
            return texts;
        }
    }
}
