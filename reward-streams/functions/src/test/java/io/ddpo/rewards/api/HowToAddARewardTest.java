package io.ddpo.rewards.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/how-to-add-a-reward.md} says, done. */
class HowToAddARewardTest {
    private static final Path DOCUMENT = Path.of("../../docs/how-to-add-a-reward.md");
    private static final Pattern BLOCK = Pattern.compile("```\\w*\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path jar;

    private URLClassLoader loader;
    private Rewards rewards;

    @BeforeEach
    void build() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(DOCUMENT));
        Path source = write("com/example/ColourReward.java", next(blocks));
        write("META-INF/services/io.ddpo.rewards.api.RewardProvider", next(blocks));
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        jar.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(errors).isZero();
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
        rewards = Rewards.of(ServiceLoader.load(RewardProvider.class, loader));
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    @Test
    void theRewardIsFoundAndScoresAPicture() throws IOException {
        assertThat(rewards.needs("colour", Map.of("channel", "red"))).isEqualTo(Needs.inline());
        assertThat(score("red", 0xff3300)).isEqualTo(Verdict.score(1, Map.of("mean", 255.0)));
        assertThat(score("green", 0xff3300)).isEqualTo(Verdict.score(0.2, Map.of("mean", 51.0)));
    }

    @Test
    void whatItCannotWorkWithIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.needs("colour", Map.of("channel", "pink")))
                .withMessage("reward.parameters.channel: expected red, green or blue, got 'pink'");
    }

    @Test
    void itStandsBesideThoseThatAreThereAlready() {
        assertThat(rewards.find("jpeg-compressibility")).isPresent();
    }

    private Verdict score(String channel, int rgb) throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, rgb);
        picture.setRGB(1, 0, rgb);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        Sample sample = new Sample("t-1", png.toByteArray(), "a fox", Map.of());
        return rewards.open("colour", Map.of("channel", channel))
                .score(List.of(sample))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    private Path write(String name, String text) throws IOException {
        Path file = jar.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String next(Matcher blocks) {
        assertThat(blocks.find()).isTrue();
        return blocks.group(1);
    }
}
