package io.ddpo.diffusion.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CLIP sees, against transformers. */
class ClipVisionTest {
    private static final String FOLDER = "tiny-clip-vision";
    private static final int PICTURES = 6;

    /** Of values up to 2.7; one level of 8 bits is 1.4e-2. */
    private static final float PIXELS = 1e-6f;

    private static final double EMBEDDINGS = 1e-5;

    private static Kernels kernels;

    private final Map<String, FloatTensor> expected = Fixtures.tensors(FOLDER + "/expected/embeddings.safetensors");

    @BeforeAll
    static void open() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aPictureIsResizedCutAndNormalisedAsTheReferenceDoesIt(int index) throws IOException {
        assertThat(new ClipImageProcessor(28).pixels(picture(index)))
                .usingComparatorWithPrecision(PIXELS)
                .containsExactly(expected.get(index + ".pixels").values());
    }

    @Test
    void picturesOfAnySizeAreEmbeddedTogetherAsTheReferenceEmbedsEach() throws IOException {
        try (ClipVision clip = ClipVision.load(kernels, Fixtures.path(FOLDER))) {
            List<float[]> pixels = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                pixels.add(clip.pixels(picture(i)));
            }

            float[][] embeddings = clip.embed(pixels);

            assertThat(clip.width()).isEqualTo(24);
            for (int i = 0; i < PICTURES; i++) {
                Fixtures.assertClose(
                        "embedding of picture " + i,
                        embeddings[i],
                        expected.get(i + ".embedding").values(),
                        EMBEDDINGS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4000000", "4000000, 1", "2000, 1999"})
    void aPictureOfOneColourLooksTheSameWhateverItsSize(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Arrays.fill(((java.awt.image.DataBufferByte) picture.getRaster().getDataBuffer()).getData(), (byte) 200);
        BufferedImage small = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
        small.setRGB(0, 0, 0xc8c8c8);

        assertThat(new ClipImageProcessor(224).pixels(picture)).isEqualTo(new ClipImageProcessor(224).pixels(small));
    }

    @Test
    void theVisionHalfOfAWholeClipIsRead(@TempDir Path folder) throws IOException {
        ObjectNode half = config();
        half.remove("projection_dim");
        ObjectNode whole = new ObjectMapper().createObjectNode().put("model_type", "clip");
        whole.put("projection_dim", 24).set("vision_config", half);
        write(folder, whole);

        assertThat(ClipVisionConfig.in(folder)).isEqualTo(ClipVisionConfig.in(Fixtures.path(FOLDER)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_type   | siglip | model_type: expected clip or clip_vision_model, came siglip",
                "hidden_act   | relu   | hidden_act: expected quick_gelu or gelu, came relu",
                "num_channels | 4      | num_channels: expected 3, came 4",
                "patch_size   | 9      | image_size: expected a multiple of patch_size (9), came 28",
                "patch_size   | 0      | image_size: expected a multiple of patch_size (0), came 28",
                "hidden_size  | 30     | hidden_size: expected a multiple of num_attention_heads (4), came 30",
            })
    void anotherKindOfModelIsRefused(String key, String value, String sentence, @TempDir Path folder)
            throws IOException {
        ObjectNode config = config();
        if (value.matches("\\d+")) {
            config.put(key, Integer.parseInt(value));
        } else {
            config.put(key, value);
        }
        write(folder, config);

        assertThatThrownBy(() -> ClipVision.load(kernels, folder))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[%s] %s", folder.resolve("config.json"), sentence);
    }

    @Test
    void weightsOfAnotherShapeAreRefused(@TempDir Path folder) throws IOException {
        write(folder, config().put("projection_dim", 25));
        Files.copy(Fixtures.path(FOLDER + "/model.safetensors"), folder.resolve("model.safetensors"));

        assertThatThrownBy(() -> ClipVision.load(kernels, folder))
                .isInstanceOf(BadModelException.class)
                .hasMessage(
                        "[%s] tensor visual_projection.weight: expected shape [25, 32] by the folder's config.json,"
                                + " came [24, 32]",
                        folder.resolve("model.safetensors"));
    }

    @Test
    void picklesAreRefusedWithAWayToConvertThem(@TempDir Path folder) throws IOException {
        write(folder, config());
        Files.writeString(folder.resolve("pytorch_model.bin"), "PK");

        assertThatThrownBy(() -> ClipVision.load(kernels, folder))
                .isInstanceOf(BadModelException.class)
                .hasMessage(
                        "[%1$s] expected weights as safetensors, came the pickle pytorch_model.bin, which could run code"
                                + " when it is read; if you trust where it is from, convert it with: python -c \"from"
                                + " transformers import CLIPVisionModelWithProjection as M;"
                                + " M.from_pretrained('%1$s').save_pretrained('%1$s-safetensors')\""
                                + "  and use %1$s-safetensors",
                        folder);
    }

    private static BufferedImage picture(int index) throws IOException {
        return ImageIO.read(
                Fixtures.path(FOLDER + "/pictures/" + index + ".png").toFile());
    }

    private static ObjectNode config() throws IOException {
        return (ObjectNode) new ObjectMapper()
                .readTree(Fixtures.path(FOLDER + "/config.json").toFile());
    }

    private static void write(Path folder, ObjectNode config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config.toString());
    }
}
