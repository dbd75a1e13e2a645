package io.ddpo.learner;

import io.ddpo.diffusion.weights.SafetensorsContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What a learner publishes, in files. */
final class SafetensorsFiles {
    private SafetensorsFiles() {}

    /** A new file in a folder. */
    static Path write(Path folder, SafetensorsContent content) throws IOException {
        Path file = Files.createTempFile(folder, "content-", ".safetensors");
        try (InputStream in = content.open()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
