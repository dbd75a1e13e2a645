package io.ddpo.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

    /** A copy whose UNet is a tenth the size and random: nothing to look at, but a whole run of it takes seconds. */
    public static Path smallerIn(Path target) throws IOException {
        Path unet = copyTo(target).resolve("unet");
        ObjectMapper json = new ObjectMapper();
        Path config = unet.resolve("config.json");
        ObjectNode settings = (ObjectNode) json.readTree(config.toFile());
        settings.set("block_out_channels", json.valueToTree(List.of(8, 8)));
        settings.set("down_block_types", json.valueToTree(List.of("DownBlock2D", "CrossAttnDownBlock2D")));
        settings.set("up_block_types", json.valueToTree(List.of("CrossAttnUpBlock2D", "UpBlock2D")));
        json.writeValue(config.toFile(), settings);
        SafetensorsWriter.write(
                unet.resolve("diffusion_pytorch_model.safetensors"),
                new UNet2DConditionModel(UNetConfig.read(config)).declarations().draw(new SplittableRandom(1)),
                Map.of());
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
