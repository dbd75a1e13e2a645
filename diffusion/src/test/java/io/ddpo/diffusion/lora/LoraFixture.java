package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The adapters that {@code check_lora.py} loads into diffusers, from our own writer. */
final class LoraFixture {

    static final String MODEL = "tiny-text-pixel";
    static final Path EXPORTED = Fixtures.path(MODEL + "/expected/lora/exported");

    /** Not the rank, which is 4, so that a lost alpha shows. */
    static final double ALPHA = 6;

    private LoraFixture() {}

    static LoraWeights adapters() {
        return LoraWeights.ofPolicy(Fixtures.tensors(MODEL + "/expected/lora/" + LoraWeights.PEFT_FILE), ALPHA);
    }

    /** Writes the files again; run in the module's folder. */
    public static void main(String[] args) throws IOException {
        adapters().write(Files.createDirectories(EXPORTED));
    }
}
