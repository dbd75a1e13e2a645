package io.ddpo.diffusion.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

    @TempDir
    private Path folder;

    private static TreeMap<String, FloatTensor> two() {
        return new TreeMap<>(Map.of(
                "b",
                new FloatTensor(new float[] {1, -2, 3.5f, 4, 5, 6}, 2, 3),
                "a",
                new FloatTensor(new float[] {7}, 1)));
    }

    @Test
    void whatWasWrittenIsReadBackFromAFileAndFromMemory() throws IOException {
        Path file = folder.resolve("two.safetensors");
        SafetensorsWriter.write(file, two(), Map.of("format", "pt"));

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.names()).containsExactly("a", "b");
            assertThat(read.shape("b")).containsExactly(2, 3);
            assertThat(read.floats("b").values()).containsExactly(1, -2, 3.5f, 4, 5, 6);
        }
        byte[] bytes = SafetensorsWriter.toBytes(two(), Map.of());
        assertThat(Safetensors.inMemory(bytes, "memory").all().get("a").values())
                .containsExactly(7);
        assertThat(SafetensorsWriter.toBytes(two(), Map.of())).isEqualTo(bytes);
    }

    @Test
    void halfAndBrainFloatsAreWidened() {
        byte[] half = file("{\"x\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 0, 0x3c, 0, 0xc0);
        byte[] brain = file("{\"x\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 0x80, 0x3f);

        assertThat(values(half)).containsExactly(1, -2);
        assertThat(values(brain)).containsExactly(1);
    }

    private static float[] values(byte[] file) {
        try {
            return Safetensors.inMemory(file, "memory").floats("x").values();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTruncatedFileIsRefusedWithWhatIsMissing() throws IOException {
        Path file = folder.resolve("cut.safetensors");
        byte[] whole = SafetensorsWriter.toBytes(two(), Map.of());
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + file + "] tensor b: expected 24 bytes within 23 bytes of data, came offsets 4 to 28;"
                        + " the file is cut off or damaged");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path file = folder.resolve("page.safetensors");
        Files.writeString(file, "<!DOCTYPE html>");

        assertThatThrownBy(() -> Safetensors.open(file))
                .hasMessageStartingWith(
                        "[" + file + "] expected a safetensors header of at most 25000000 bytes that fits into the"
                                + " file's 15, came a length of ");
    }

    @Test
    void offsetsThatPointOutsideOrAcrossAreRefused() {
        for (String offsets : new String[] {"[-4,0]", "[0,8]", "[4,0]", "[0,4,8]", "[8,12]"}) {
            byte[] file =
                    file("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + offsets + "}}", 0, 0, 0, 0);

            assertThatThrownBy(() -> Safetensors.inMemory(file, "odd"))
                    .as(offsets)
                    .isInstanceOf(BadModelException.class)
                    .hasMessageStartingWith("[odd] tensor x: expected ");
        }
    }

    @Test
    void anUnknownTypeAndAHugeShapeAreRefused() {
        byte[] type = file("{\"x\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,1]}}", 0);
        byte[] shape =
                file("{\"x\":{\"dtype\":\"F32\",\"shape\":[99999,99999,99999],\"data_offsets\":[0,4]}}", 0, 0, 0, 0);

        assertThatThrownBy(() -> Safetensors.inMemory(type, "odd"))
                .hasMessage("[odd] tensor x: expected dtype F32, F16, BF16, F64, I64, came F4");
        assertThatThrownBy(() -> Safetensors.inMemory(shape, "odd"))
                .hasMessage("[odd] tensor x: expected a shape of at most 2 GiB, came [99999,99999,99999]");
    }

    @Test
    void tensorsThatShareBytesOrLeaveSomeOutAreRefused() {
        String a = "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}";
        byte[] shared = file(a + ",\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[1,3]}}", 0, 0, 0);
        byte[] hole = file(a + ",\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[3,5]}}", 0, 0, 0, 0, 0);
        byte[] rest = file(a + "}", 0, 0, 0);

        assertThatThrownBy(() -> Safetensors.inMemory(shared, "odd"))
                .hasMessage("[odd] tensor b: expected to begin at 2, where the one before ends, came 1");
        assertThatThrownBy(() -> Safetensors.inMemory(hole, "odd"))
                .hasMessage("[odd] tensor b: expected to begin at 2, where the one before ends, came 3");
        assertThatThrownBy(() -> Safetensors.inMemory(rest, "odd"))
                .hasMessage("[odd] expected 2 bytes of data as the header says, came 3");
    }

    @Test
    void aNameThatOccursTwiceIsRefused() {
        String entry = "\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}";

        assertThatThrownBy(() -> Safetensors.inMemory(file("{" + entry + "," + entry + "}", 0, 0), "odd"))
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("[odd] expected a JSON header, came something else: Duplicate field 'a'");
    }

    @Test
    void aMissingTensorIsNamed() {
        Safetensors read = Safetensors.inMemory(SafetensorsWriter.toBytes(two(), Map.of()), "memory");

        assertThatThrownBy(() -> read.shape("c")).hasMessage("[memory] expected a tensor c, came none of that name");
    }

    private static byte[] file(String header, int... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (int b : data) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    @Test
    void halfFloatsRoundAsTheyShould() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloats.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfFloats.round(value)).as("half %x", bits).isEqualTo((short) bits);
            }
        }
        assertThat(HalfFloats.toFloat(HalfFloats.round(1 + 0x1p-11f))).isEqualTo(1);
        assertThat(HalfFloats.toFloat(HalfFloats.round(1 + 0x1.8p-10f))).isEqualTo(1 + 0x1p-9f);
        assertThat(HalfFloats.toFloat(HalfFloats.round(1e6f))).isInfinite();
        assertThat(HalfFloats.toFloat(HalfFloats.round(Float.NaN))).isNaN();
    }
}
