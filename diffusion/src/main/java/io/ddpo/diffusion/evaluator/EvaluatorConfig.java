package io.ddpo.diffusion.evaluator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of an evaluator.
 *
 * @param pictureSize height and width of the pictures that it looks at; halved between two levels
 * @param channels of each level, multiples of {@link #GROUPS}
 * @param textWidth numbers in the embedding of a sentence
 * @param width dimensions of the space in which pictures and texts meet
 */
public record EvaluatorConfig(int pictureSize, List<Integer> channels, int textWidth, int width) {

    /** Of every group normalisation. */
    static final int GROUPS = 8;

    private static final String FILE = "config.json";
    private static final String PICTURE_SIZE = "picture_size";
    private static final String CHANNELS = "channels";
    private static final String TEXT_WIDTH = "text_width";
    private static final String WIDTH = "width";

    /** @throws IllegalArgumentException if there is no such network */
    public EvaluatorConfig {
        channels = List.copyOf(channels);
        int halved = 1 << Math.max(0, Math.min(channels.size() - 1, Integer.SIZE - 2));
        require(
                !channels.isEmpty() && channels.stream().allMatch(c -> c > 0 && c % GROUPS == 0),
                CHANNELS,
                "multiples of " + GROUPS,
                channels);
        require(pictureSize > 0 && pictureSize % halved == 0, PICTURE_SIZE, "a multiple of " + halved, pictureSize);
        require(textWidth > 0, TEXT_WIDTH, "at least 1", textWidth);
        require(width > 0, WIDTH, "at least 1", width);
    }

    /**
     * What suits pictures of the default model: small enough to be trained in minutes, and wide enough for what MiniLM
     * says of a sentence.
     */
    public static EvaluatorConfig shipped() {
        return new EvaluatorConfig(32, List.of(16, 32, 64, 128), 384, 128);
    }

    /**
     * Reads the configuration of a folder.
     *
     * @throws BadModelException if it has none, or one that cannot be
     */
    static EvaluatorConfig in(Path folder) throws IOException {
        ConfigFile config = ConfigFile.read(folder.resolve(FILE));
        try {
            return new EvaluatorConfig(
                    config.integer(PICTURE_SIZE),
                    config.integers(CHANNELS),
                    config.integer(TEXT_WIDTH),
                    config.integer(WIDTH));
        } catch (IllegalArgumentException e) {
            throw new BadModelException(config.file(), e.getMessage());
        }
    }

    void write(Path folder) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put(PICTURE_SIZE, pictureSize);
        config.put(CHANNELS, channels);
        config.put(TEXT_WIDTH, textWidth);
        config.put(WIDTH, width);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(FILE).toFile(), config);
    }

    private static void require(boolean holds, String name, String expected, Object came) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", came " + came);
        }
    }
}
