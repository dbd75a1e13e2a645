package io.ddpo.local.cli;

import io.ddpo.local.report.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of results that appears in one step, and takes the place of another only by order. */
final class NewFolder {
    /** Fills a folder that does not exist yet. */
    interface Filling {
        void into(Path folder) throws IOException;
    }

    private NewFolder() {}

    /** @throws io.ddpo.service.FatalRoleException if there is something that must stay, or the folder cannot be made */
    static void require(String option, Path folder, boolean force) {
        Path place = folder.toAbsolutePath().normalize();
        Path parent = place.getParent();
        Inputs.require(
                parent != null && Files.isDirectory(parent) && Files.isWritable(parent),
                "%s: expected a place in a folder that can be written, got %s".formatted(option, folder));
        Inputs.require(
                !Files.exists(place) || Files.isDirectory(place),
                "%s: expected a folder, got the file %s".formatted(option, folder));
        Inputs.require(
                force || !Files.exists(place),
                "%s: expected a new folder, got %s, which exists; --force replaces it".formatted(option, folder));
        Inputs.require(
                !Files.exists(place) || Files.isRegularFile(place.resolve("model_index.json")) || isOfFiles(place),
                "%s: expected a folder that an earlier export or merge made, got %s with other things in it"
                        .formatted(option, folder));
    }

    /** Whether a folder holds LoRA files, or nothing. */
    private static boolean isOfFiles(Path folder) {
        String[] others = folder.toFile().list((parent, name) -> !name.endsWith("_lora_weights.safetensors"));
        return others != null && others.length == 0;
    }

    /** Fills it beside its place, then moves it there. */
    static void write(Path folder, Filling filling) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        Path partial = place.resolveSibling(place.getFileName() + ".partial");
        Folders.delete(partial);
        try {
            filling.into(partial);
        } catch (IOException | RuntimeException e) {
            Folders.delete(partial);
            throw e;
        }
        Folders.delete(place);
        Files.move(partial, place);
    }
}
