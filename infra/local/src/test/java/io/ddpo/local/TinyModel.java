package io.ddpo.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The smallest model that can be sampled: random weights, 16×16 pixels. */
public final class TinyModel {
    private static final Path FOLDER = Path.of("../../diffusion/src/test/resources/fixtures/tiny-text-pixel");

    private TinyModel() {}

    public static Path folder() {
        return FOLDER;
    }

    /** A copy to damage. */
    public static Path copyTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            files.forEach(
                    file -> copy(file, target.resolve(FOLDER.relativize(file).toString())));
        }
        return target;
    }

    private static void copy(Path from, Path to) {
        try {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
            } else {
                Files.copy(from, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
