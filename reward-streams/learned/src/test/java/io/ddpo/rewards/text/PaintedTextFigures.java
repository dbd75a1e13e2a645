package io.ddpo.rewards.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.SoundPicture;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What {@code painted-text} finds on pictures whose text is known, and on pictures without any: the figures of
 * {@code docs/results.md}. Run by hand, because it takes minutes and the fonts of the machine.
 */
class PaintedTextFigures {
    private static final int LARGE = 512;
    private static final int SMALL = 32;
    private static final List<String> PROMPTS = List.of("six tigers", "a fox riding a bike", "7 bees", "two cats");
    private static final List<String> WORDS = List.of("FOX", "bee", "six", "cat", "two");
    private static final List<Font> FONTS = List.of(
            new Font(Font.SANS_SERIF, Font.PLAIN, 1),
            new Font(Font.SANS_SERIF, Font.BOLD, 1),
            new Font(Font.SERIF, Font.PLAIN, 1),
            new Font(Font.SERIF, Font.BOLD | Font.ITALIC, 1),
            new Font(Font.MONOSPACED, Font.PLAIN, 1));

    private static final PaintedText READER = new PaintedText();

    private record Painted(String text, BufferedImage picture) {}

    @AfterAll
    static void close() {
        READER.close();
    }

    @Test
    void textOfStableDiffusionsSize() throws IOException {
        for (int size : new int[] {10, 12, 14, 18, 24, 36, 52}) {
            report(LARGE + ", letters of " + size + " pixels", all(PROMPTS, LARGE, size, 0));
        }
    }

    @Test
    void textOfEachFont() throws IOException {
        for (Font font : FONTS) {
            PaintedPictures pictures = new PaintedPictures("twemoji");
            report(
                    LARGE + ", " + font.getFontName(),
                    IntStream.range(0, 12)
                            .mapToObj(i -> new Painted(
                                    PROMPTS.get(i % 4),
                                    pictures.painted(
                                            11 * i, LARGE, PROMPTS.get(i % 4), font.deriveFont(24f), i % 3, 0)))
                            .toList());
        }
    }

    @Test
    void textThatIsTurned() throws IOException {
        for (double degrees : new double[] {5, 10, 20, 45, 90}) {
            report(LARGE + ", 24 pixels, turned by " + degrees, all(PROMPTS, LARGE, 24, degrees));
        }
    }

    @Test
    void textOfTheDefaultModelsSize() throws IOException {
        for (int size : new int[] {6, 8, 10, 12, 14}) {
            report(SMALL + ", letters of " + size + " pixels", all(WORDS, SMALL, size, 0));
        }
    }

    @Test
    void noText() throws IOException {
        for (int side : new int[] {LARGE, SMALL}) {
            int pictures = 0;
            int alarms = 0;
            double characters = 0;
            for (String set : List.of("noto", "twemoji", "fluent-emoji")) {
                IntFunction<BufferedImage> plain = tile(new PaintedPictures(set), side);
                for (int tile = 0; tile < 150; tile += 3) {
                    double found = -score("", plain.apply(tile)).value();
                    pictures++;
                    alarms += found > 0 ? 1 : 0;
                    characters += found;
                }
            }
            System.out.printf(
                    "%-36s %d pictures, in %.1f%% of them characters, %.3f a picture%n",
                    side + ", without text", pictures, 100.0 * alarms / pictures, characters / pictures);
            assertThat((double) alarms / pictures).as("false alarms").isLessThan(0.2);
        }
    }

    private static IntFunction<BufferedImage> tile(PaintedPictures pictures, int side) {
        return tile -> pictures.plain(tile, side);
    }

    private static List<Painted> all(List<String> texts, int side, int size, double degrees) throws IOException {
        PaintedPictures pictures = new PaintedPictures("noto");
        List<Painted> all = new ArrayList<>();
        for (Font font : FONTS) {
            for (String text : texts) {
                int i = all.size();
                all.add(new Painted(
                        text, pictures.painted(7 * i, side, text, font.deriveFont((float) size), i % 3, degrees)));
            }
        }
        return all;
    }

    private static void report(String what, List<Painted> painted) {
        double share = 0;
        int found = 0;
        long start = System.nanoTime();
        for (Painted one : painted) {
            Verdict.Score score = score(one.text(), one.picture());
            share += score.components().get("promptShare");
            found += score.value() < 0 ? 1 : 0;
        }
        System.out.printf(
                "%-36s %d pictures, text found in %.0f%%, words read %.0f%%, %.2f s each%n",
                what,
                painted.size(),
                100.0 * found / painted.size(),
                100 * share / painted.size(),
                (System.nanoTime() - start) / 1e9 / painted.size());
    }

    private static Verdict.Score score(String prompt, BufferedImage picture) {
        Sample sample = new Sample("t-1", SoundPicture.encode(picture, "png"), prompt, Map.of());
        return (Verdict.Score)
                READER.score(List.of(sample)).toCompletableFuture().join().get(0);
    }
}
