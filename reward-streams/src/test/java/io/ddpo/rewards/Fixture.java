package io.ddpo.rewards;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** What {@code src/test/fixtures/make_fixtures.py} made. */
public final class Fixture {
    private static final Map<String, BufferedImage> PICTURES = new HashMap<>();

    private Fixture() {}

    /** The rows of a table, each by column name. */
    public static List<Map<String, String>> table(String name) {
        List<String[]> lines = new String(bytes(name), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t"))
                .toList();
        String[] columns = lines.get(0);
        return lines.stream().skip(1).map(line -> row(columns, line)).toList();
    }

    public static synchronized BufferedImage picture(String name) {
        return PICTURES.computeIfAbsent(name, file -> {
            try (InputStream in = open(file)) {
                return ImageIO.read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public static byte[] png(BufferedImage picture) {
        return encode(picture, "png");
    }

    public static byte[] encode(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Map<String, String> row(String[] columns, String[] line) {
        return IntStream.range(0, columns.length).boxed().collect(Collectors.toMap(i -> columns[i], i -> line[i]));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Fixture.class.getResourceAsStream("/fixtures/" + name);
    }
}
