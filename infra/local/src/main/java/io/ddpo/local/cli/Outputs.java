package io.ddpo.local.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go, looked at before any work is done for them. */
final class Outputs {
    private Outputs() {}

    /** @throws io.ddpo.service.FatalRoleException if the file could not be written */
    static void requireWritable(String option, Path file) {
        Path parent = file.toAbsolutePath().getParent();
        Inputs.require(
                parent != null && Files.isDirectory(parent),
                "%s: expected a file in a folder that exists, got %s".formatted(option, file));
        Inputs.require(!Files.isDirectory(file), "%s: expected a file, got the folder %s".formatted(option, file));
        Inputs.require(
                Files.isWritable(Files.exists(file) ? file : parent),
                "%s: expected a file that can be written, got %s".formatted(option, file));
    }
}
