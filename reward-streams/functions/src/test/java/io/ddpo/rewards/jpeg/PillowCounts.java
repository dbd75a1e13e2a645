package io.ddpo.rewards.jpeg;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** The pictures that Pillow has written as JPEG, with the bytes it took. */
final class PillowCounts {
    private static final Path ATLAS = Path.of("../../models/atlas");
    private static final int COLUMNS = 10;

    private final Map<String, BufferedImage> sheets = new HashMap<>();

    /** A picture and the bytes of its JPEG. */
    record Counted(String line, BufferedImage picture, int bytes) {}

    List<Counted> all() {
        try (InputStream in = PillowCounts.class.getResourceAsStream("/fixtures/jpeg/pillow-bytes.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(this::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Counted read(String line) {
        String[] cells = line.split("\t");
        int[] numbers = new int[COLUMNS];
        for (int i = 1; i < COLUMNS; i++) {
            numbers[i] = Integer.parseInt(cells[i]);
        }
        BufferedImage picture = cells[0].equals("generated")
                ? new GeneratedPicture(numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]).draw()
                : rgb(sheet(cells[0]).getSubimage(numbers[1], numbers[2], numbers[3], numbers[4]));
        return new Counted(line, picture, numbers[9]);
    }

    private BufferedImage sheet(String name) {
        return sheets.computeIfAbsent(name, unread -> {
            try {
                return ImageIO.read(ATLAS.resolve(name + ".png").toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The colours as they are stored, without their alpha. */
    private static BufferedImage rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        rgb.setRGB(0, 0, width, height, picture.getRGB(0, 0, width, height, null, 0, width), 0, width);
        return rgb;
    }
}
