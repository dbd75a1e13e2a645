package io.ddpo.diffusion.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SafetensorsContentTest {

    @Test
    void isTheFileThatTheWriterWrites() throws IOException {
        SortedMap<String, FloatTensor> tensors = new TreeMap<>();
        tensors.put("b", new FloatTensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("a", new FloatTensor(new float[] {7}, 1));
        tensors.put("none", new FloatTensor(new float[0], 0, 4));
        SafetensorsContent content = new SafetensorsContent(TensorSource.of(tensors), Map.of("format", "pt"));

        byte[] bytes = content.open().readAllBytes();

        assertThat(bytes)
                .hasSize((int) content.byteLength())
                .isEqualTo(SafetensorsWriter.toBytes(tensors, Map.of("format", "pt")));
        try (Safetensors read = Safetensors.inMemory(bytes, "content")) {
            assertThat(read.names()).containsExactly("a", "b", "none");
            assertThat(read.floats("b").values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.shape("none")).containsExactly(0, 4);
        }
    }

    @Test
    void isReadByteByByteAsWell() throws IOException {
        SortedMap<String, FloatTensor> tensors = new TreeMap<>(Map.of("a", new FloatTensor(new float[] {7}, 1)));
        SafetensorsContent content = new SafetensorsContent(TensorSource.of(tensors), Map.of());
        byte[] whole = content.open().readAllBytes();

        try (InputStream in = content.open()) {
            for (byte expected : whole) {
                assertThat((byte) in.read()).isEqualTo(expected);
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void holdsOneTensorAtATimeHoweverLargeTheWholeIs() throws IOException {
        Pretended tensors = new Pretended(40, 20_000_000);
        SafetensorsContent content = new SafetensorsContent(tensors, Map.of());

        assertThat(content.byteLength()).isGreaterThan(3_200_000_000L);
        try (InputStream in = content.open()) {
            in.skipNBytes(90_000_000);
        }

        assertThat(tensors.made).isEqualTo(2);
    }

    /** Many tensors of which none is there before it is asked for. */
    private static final class Pretended implements TensorSource {
        private final int count;
        private final int size;
        private int made;

        Pretended(int count, int size) {
            this.count = count;
            this.size = size;
        }

        @Override
        public Set<String> names() {
            return IntStream.range(0, count)
                    .mapToObj("t%02d"::formatted)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public long[] shape(String name) {
            return new long[] {size};
        }

        @Override
        public FloatTensor floats(String name) {
            made++;
            return new FloatTensor(new float[size], size);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
