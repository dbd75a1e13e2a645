package io.ddpo.sampler;

import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import java.io.IOException;
import java.nio.file.Path;

/** A model of a few thousand parameters that paints 16 by 16 pixels. */
final class TinyModel {
    static final Path FOLDER = Path.of("..", "diffusion", "src", "test", "resources", "fixtures", "tiny-text-pixel");

    private static Kernels kernels;

    private TinyModel() {}

    /** Shared by all tests of the JVM, since libtorch takes seconds to load. */
    static synchronized Kernels kernels() {
        if (kernels == null) {
            kernels = Kernels.onCpu();
            Kernels.intraOpThreads(1); // threads that wait for each other cost more than so little work
        }
        return kernels;
    }

    static Policy policy() throws IOException {
        return Policy.full(kernels(), ModelFolder.at(FOLDER));
    }

    static LatentDecoder decoder() throws IOException {
        return LatentDecoder.of(kernels(), ModelFolder.at(FOLDER));
    }

    static String digest() throws IOException {
        return ModelFolder.at(FOLDER).digest();
    }
}
