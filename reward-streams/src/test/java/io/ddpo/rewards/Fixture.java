package io.ddpo.rewards;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code src/test/fixtures/make_fixtures.py} made. */
public final class Fixture {
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
