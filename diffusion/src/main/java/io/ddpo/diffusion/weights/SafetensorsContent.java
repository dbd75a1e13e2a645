package io.ddpo.diffusion.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a safetensors file, made while it is read: the header, then one tensor after the other, so that memory
 * holds one tensor however large the whole is. The same tensors always give the same bytes.
 */
public final class SafetensorsContent {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Data starts at a multiple of this, as the format asks for. */
    private static final int ALIGNMENT = 8;

    private final TensorSource tensors;
    private final TensorType type;
    private final byte[] head;
    private final long byteLength;

    /** @param tensors stay open, and as they are while the content is read; written as fp32 */
    public SafetensorsContent(TensorSource tensors, Map<String, String> metadata) {
        this(tensors, metadata, TensorType.F32);
    }

    /** The same, with all values rounded to a type. */
    SafetensorsContent(TensorSource tensors, Map<String, String> metadata, TensorType type) {
        this.tensors = tensors;
        this.type = type;
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put("__metadata__", metadata);
        }
        long offset = 0;
        for (String name : tensors.names()) {
            long[] shape = tensors.shape(name);
            long end = Math.addExact(offset, Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact));
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", type.name());
            entry.put("shape", shape);
            entry.put("data_offsets", List.of(offset, end));
            header.put(name, entry);
            offset = end;
        }
        this.head = head(header);
        this.byteLength = head.length + offset;
    }

    private static byte[] head(Map<String, Object> header) {
        byte[] json;
        try {
            json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] head = new byte[Long.BYTES + padded];
        Arrays.fill(head, (byte) ' ');
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
        return head;
    }

    /** Bytes of the whole. */
    public long byteLength() {
        return byteLength;
    }

    /** The content from its beginning; reading fails as reading the tensors does. */
    public InputStream open() {
        return new Parts(tensors.names().iterator());
    }

    /** What a learner writes after every iteration is fp32, and written in bulk. */
    private byte[] bytes(FloatTensor tensor) {
        return type == TensorType.F32
                ? tensor.littleEndian()
                : type.toBytes(tensor.values()).array();
    }

    private final class Parts extends InputStream {
        private final Iterator<String> names;
        private ByteArrayInputStream part = new ByteArrayInputStream(head);

        Parts(Iterator<String> names) {
            this.names = names;
        }

        @Override
        public int read() throws IOException {
            return hasMore() ? part.read() : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            return hasMore() ? part.read(into, from, length) : -1;
        }

        private boolean hasMore() throws IOException {
            while (part.available() == 0 && names.hasNext()) {
                part = new ByteArrayInputStream(bytes(tensors.floats(names.next())));
            }
            return part.available() > 0;
        }
    }
}
