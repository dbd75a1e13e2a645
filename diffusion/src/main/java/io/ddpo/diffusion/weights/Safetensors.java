package io.ddpo.diffusion.weights;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ddpo.diffusion.BadModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tensors in safetensors format, open for reading: an 8-byte little-endian header length, a JSON header, raw data. In a
 * file they are mapped one by one, so that it may exceed 2 GiB; a tensor may not.
 */
public final class Safetensors implements TensorSource {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Room for 200,000 tensors. A header becomes objects of many times its size, which a hostile one would use. */
    private static final long MAX_HEADER_BYTES = 25_000_000;

    /** What is quoted in a sentence at most: a hostile name may be megabytes of anything. */
    private static final int MAX_QUOTED = 100;

    private static final String METADATA = "__metadata__";

    private final Path place;
    private final Source source;
    private final long dataStart;
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Entry> entries;

    private record Entry(TensorType type, long[] shape, long begin, long end) {}

    private Safetensors(Path place, Source source) throws IOException {
        this.place = place;
        this.source = source;
        long headerBytes = headerLength();
        this.dataStart = Long.BYTES + headerBytes;
        byte[] header = new byte[(int) headerBytes];
        source.bytes(Long.BYTES, headerBytes).get(header);
        this.entries = entries(header, source.size() - dataStart);
    }

    /** Where the bytes are. */
    private interface Source extends Closeable {
        long size() throws IOException;

        ByteBuffer bytes(long from, long length) throws IOException;
    }

    private record MappedFile(FileChannel channel) implements Source {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public ByteBuffer bytes(long from, long length) throws IOException {
            return channel.map(MapMode.READ_ONLY, from, length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record Memory(ByteBuffer content) implements Source {
        @Override
        public long size() {
            return content.limit();
        }

        @Override
        public ByteBuffer bytes(long from, long length) {
            return content.slice((int) from, (int) length);
        }

        @Override
        public void close() {
            // Memory needs no closing.
        }
    }

    /**
     * Reads what {@link SafetensorsWriter#toBytes} wrote.
     *
     * @param name of the content, for messages
     * @throws BadModelException as {@link #open}
     */
    public static Safetensors inMemory(byte[] content, String name) {
        try {
            return new Safetensors(Path.of(name), new Memory(ByteBuffer.wrap(content)));
        } catch (IOException e) {
            throw new IllegalStateException("reading memory failed", e);
        }
    }

    /**
     * Opens a file and checks its header: every tensor's bytes lie inside the file and match its shape.
     *
     * @throws BadModelException with one sentence that names the file and what is wrong with it
     */
    public static Safetensors open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Safetensors(file, new MappedFile(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private long headerLength() throws IOException {
        long size = source.size();
        if (size < Long.BYTES) {
            throw new BadModelException(place, "expected a safetensors file, came " + size + " bytes");
        }
        long headerBytes =
                source.bytes(0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, size - Long.BYTES)) {
            throw new BadModelException(
                    place,
                    "expected a safetensors header of at most " + MAX_HEADER_BYTES + " bytes that fits into the file's "
                            + size + ", came a length of " + Long.toUnsignedString(headerBytes)
                            + "; the file is cut off or of another kind");
        }
        return headerBytes;
    }

    private Map<String, Entry> entries(byte[] header, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (IOException e) {
            throw new BadModelException(
                    place, "expected a JSON header, came something else: " + quoted(e.getMessage()));
        }
        if (!root.isObject()) {
            throw new BadModelException(place, "expected a JSON object as header, came " + quoted(root.toString()));
        }
        Map<String, Entry> entries = new TreeMap<>();
        root.fields().forEachRemaining(field -> {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .fields()
                        .forEachRemaining(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue(), dataBytes));
            }
        });
        requireTiled(entries, dataBytes);
        return entries;
    }

    private Entry entry(String name, JsonNode node, long dataBytes) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || offsets.size() != 2) {
            throw wrong(name, "expected dtype, shape and two data_offsets, came " + quoted(node.toString()));
        }
        String dtype = node.get("dtype").asText();
        TensorType type = TensorType.named(dtype)
                .orElseThrow(() -> wrong(name, "expected dtype " + TensorType.names() + ", came " + quoted(dtype)));
        long[] shape = new long[node.get("shape").size()];
        long bytes = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = whole(node.get("shape").get(i));
            if (shape[i] < 0 || (shape[i] > 0 && bytes > Integer.MAX_VALUE / shape[i])) {
                throw wrong(
                        name,
                        "expected a shape of at most 2 GiB, came "
                                + quoted(node.get("shape").toString()));
            }
            bytes *= shape[i];
        }
        long begin = whole(offsets.get(0));
        long end = whole(offsets.get(1));
        if (begin < 0 || begin > end || end > dataBytes || end - begin != bytes) {
            throw wrong(
                    name,
                    "expected " + bytes + " bytes within " + dataBytes + " bytes of data, came offsets "
                            + quoted(offsets.get(0).toString()) + " to "
                            + quoted(offsets.get(1).toString()) + "; the file is cut off or damaged");
        }
        return new Entry(type, shape, begin, end);
    }

    /** -1 for anything but a whole number of at least 0. */
    private static long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
    }

    /** As in the reference implementation: no byte belongs to two tensors, none to no tensor. */
    private void requireTiled(Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(entries.entrySet());
        byPlace.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long at = 0;
        for (Map.Entry<String, Entry> tensor : byPlace) {
            if (tensor.getValue().begin() != at) {
                throw wrong(
                        tensor.getKey(),
                        "expected to begin at " + at + ", where the one before ends, came "
                                + tensor.getValue().begin());
            }
            at = tensor.getValue().end();
        }
        if (at != dataBytes) {
            throw new BadModelException(
                    place, "expected " + at + " bytes of data as the header says, came " + dataBytes);
        }
    }

    private BadModelException wrong(String name, String problem) {
        return new BadModelException(place, "tensor " + quoted(name) + ": " + problem);
    }

    private static String quoted(String text) {
        String start = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
        return start.replaceAll("\\p{C}", "?");
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    @Override
    public long[] shape(String name) {
        return existing(name).shape().clone();
    }

    /** Element type of a tensor. */
    public TensorType type(String name) {
        return existing(name).type();
    }

    /** What the file says of itself. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** Where in the file a tensor's bytes begin. */
    long position(String name) {
        return dataStart + existing(name).begin();
    }

    /** The raw little-endian bytes of a tensor. */
    public ByteBuffer bytes(String name) throws IOException {
        Entry entry = existing(name);
        return source.bytes(dataStart + entry.begin(), entry.end() - entry.begin())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public FloatTensor floats(String name) throws IOException {
        return new FloatTensor(type(name).toFloats(bytes(name)), shape(name));
    }

    /** Every tensor. */
    public SortedMap<String, FloatTensor> all() throws IOException {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        for (String name : names()) {
            values.put(name, floats(name));
        }
        return values;
    }

    private Entry existing(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new BadModelException(place, "expected a tensor " + name + ", came none of that name");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
