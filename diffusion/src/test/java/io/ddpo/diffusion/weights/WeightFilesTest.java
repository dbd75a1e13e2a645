package io.ddpo.diffusion.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {

    @TempDir
    private Path folder;

    @Test
    void wholePrecisionIsPreferredToHalfAndOneFileToShards() throws IOException {
        List<String> fromLastToFirst = List.of(
                "model.safetensors.index.fp16.json",
                "model.fp16.safetensors",
                "model.safetensors.index.json",
                "model.safetensors");

        for (String name : fromLastToFirst) {
            Path file = Files.writeString(folder.resolve(name), "");
            assertThat(WeightFiles.find(folder, "model")).isEqualTo(file);
        }
    }

    @Test
    void aFolderWithoutWeightsIsRefused() {
        assertThatThrownBy(() -> WeightFiles.find(folder.resolve("none"), "model"))
                .isInstanceOf(BadModelException.class)
                .hasMessage(
                        "[" + folder.resolve("none/model.safetensors") + "] expected a safetensors file, came none");
    }

    @Test
    void shardsAreReadAsIfTheyWereOneFile() throws IOException {
        shard("a.safetensors", "x", 1);
        shard("b.safetensors", "y", 2);
        Path index = index("{\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}");

        try (TensorSource source = TensorSource.open(index)) {
            assertThat(source.names()).containsExactly("x", "y");
            assertThat(source.shape("y")).containsExactly(1);
            assertThat(source.floats("y").values()).containsExactly(2);
            assertThatThrownBy(() -> source.shape("z"))
                    .hasMessage("[" + index + "] expected a tensor z, came none of that name");
        }
        assertThat(WeightFiles.parts(index))
                .containsExactly(index, folder.resolve("a.safetensors"), folder.resolve("b.safetensors"));
    }

    @Test
    void anIndexThatLeadsOutOfItsFolderIsRefused() throws IOException {
        shard("a.safetensors", "x", 1);
        for (String file : List.of("../a.safetensors", "/etc/passwd", "a/../a.safetensors", "..", "", "a.bin")) {
            Path index = index("{\"x\": \"" + file + "\"}");

            assertThatThrownBy(() -> TensorSource.open(index))
                    .isInstanceOf(BadModelException.class)
                    .hasMessage("[" + index + "] tensor x: expected the name of a safetensors file beside the index,"
                            + " came \"" + file + "\"");
        }
    }

    @Test
    void anIndexThatPromisesWhatIsNotThereIsRefused() throws IOException {
        shard("a.safetensors", "x", 1);
        Path noShard = index("{\"x\": \"b.safetensors\"}");
        assertThatThrownBy(() -> TensorSource.open(noShard))
                .hasMessage("[" + folder.resolve("b.safetensors")
                        + "] expected the shard that model.safetensors.index.json names, came none");

        Path noTensor = index("{\"y\": \"a.safetensors\"}");
        assertThatThrownBy(() -> TensorSource.open(noTensor))
                .hasMessage("[" + folder.resolve("a.safetensors")
                        + "] expected the tensor y as model.safetensors.index.json says, came none of that name");
    }

    @Test
    void anIndexThatIsNoneIsRefused() throws IOException {
        Path empty = index("{}");
        assertThatThrownBy(() -> TensorSource.open(empty))
                .hasMessage("[" + empty + "] expected a weight_map from tensors to files, came none");

        Files.writeString(empty, "<html>");
        assertThatThrownBy(() -> TensorSource.open(empty))
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("[" + empty + "] expected JSON, came something else");
    }

    private void shard(String file, String tensor, float value) throws IOException {
        SafetensorsWriter.write(
                folder.resolve(file), new TreeMap<>(Map.of(tensor, new FloatTensor(new float[] {value}, 1))), Map.of());
    }

    private Path index(String weightMap) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + weightMap + "}");
    }
}
