package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.weights.WeightFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies a model folder whose UNet is to be changed, without what would then contradict it. */
public final class ModelCopy {

    private static final Pattern WEIGHTS =
            Pattern.compile(".*\\.(safetensors|bin|ckpt|pt|pth|msgpack|onnx|index.*\\.json)");

    private final Path from;
    private final Set<Path> unet;

    private ModelCopy(ModelFolder model) throws IOException {
        this.from = model.path();
        this.unet = new HashSet<>(WeightFiles.parts(model.unetWeights()));
    }

    /**
     * Copies a model to a place where there is none. Left behind are hidden files, checkpoints beside the components, and
     * those of the UNet's weights that this implementation does not read: other precisions and formats.
     *
     * @return the copy
     */
    public static ModelFolder copy(ModelFolder model, Path to) throws IOException {
        ModelCopy copy = new ModelCopy(model);
        for (Path file : files(model.path())) {
            if (copy.belongs(file)) {
                Path target = to.resolve(model.path().relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return ModelFolder.at(to);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean belongs(Path file) {
        Path name = from.relativize(file);
        for (Path part : name) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        boolean ownedByAnotherComponent = name.getNameCount() > 1 && !name.startsWith("unet");
        return ownedByAnotherComponent
                || unet.contains(file)
                || !WEIGHTS.matcher(name.getFileName().toString()).matches();
    }
}
