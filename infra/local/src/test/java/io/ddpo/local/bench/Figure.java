package io.ddpo.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.picture.CurveChart;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.Theme;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a driver of figures is told by system properties, and what it leaves in {@code target/figures}. */
final class Figure {
    private static final Path FOLDER = Path.of("target", "figures");

    private Figure() {}

    /** What is measured in this JVM runs as it does elsewhere, rather than as tests do, which are over before it pays. */
    static void requireBothCompilers() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
                .as("options of this JVM; -Dtest.jvm=\"-Xmx4g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED\"")
                .doesNotContain("-XX:TieredStopAtLevel=1");
    }

    static int number(String name, int otherwise) {
        return Integer.getInteger(name, otherwise);
    }

    static String text(String name, String otherwise) {
        return System.getProperty(name, otherwise);
    }

    /** Numbers with commas between them. */
    static double[] numbers(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** A file of the name, whose folder exists. */
    static Path file(String name) throws IOException {
        return Files.createDirectories(FOLDER).resolve(name);
    }

    /** Draws curves, light and dark, and says where. */
    static void draw(String name, List<Curve> curves, String title, String subtitle, String horizontal, String vertical)
            throws IOException {
        Path light = file(name + ".png");
        Files.write(light, CurveChart.png(curves, title, subtitle, horizontal, vertical, Theme.LIGHT));
        Files.write(
                file(name + "-dark.png"), CurveChart.png(curves, title, subtitle, horizontal, vertical, Theme.DARK));
        say("drawn: %s", light.toAbsolutePath());
    }

    /** A line on the screen. */
    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
