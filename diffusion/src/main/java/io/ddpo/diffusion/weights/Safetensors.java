package io.ddpo.diffusion.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A safetensors file, open for reading: an 8-byte little-endian header length, a JSON header, raw data. Tensors are
 * mapped one by one, so the file may exceed 2 GiB; each tensor may not.
 */
public final class Safetensors implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The reference implementation's bound; a larger length is a file of another kind. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, Entry> entries;

    private record Entry(TensorType type, long[] shape, long begin, long end) {}

    private Safetensors(Path file, FileChannel channel, long dataStart, Map<String, Entry> entries) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.entries = entries;
    }

    /**
     * Opens a file and checks its header: every tensor's bytes lie inside the file and match its shape.
     *
     * @throws BadModelException with one sentence that names the file and what is wrong with it
     */
    public static Safetensors open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            long headerBytes = headerLength(file, channel, size);
            ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
            readFully(channel, header, Long.BYTES);
            long dataStart = Long.BYTES + headerBytes;
            return new Safetensors(file, channel, dataStart, entries(file, header.array(), size - dataStart));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static long headerLength(Path file, FileChannel channel, long size) throws IOException {
        if (size < Long.BYTES) {
            throw new BadModelException(file, "expected a safetensors file, came " + size + " bytes");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - Long.BYTES) {
            throw new BadModelException(
                    file,
                    "expected a safetensors header that fits into the file's " + size + " bytes, came a length of "
                            + Long.toUnsignedString(headerBytes) + "; the file is cut off or of another kind");
        }
        return headerBytes;
    }

    private static Map<String, Entry> entries(Path file, byte[] header, long dataBytes) {
        Map<String, Entry> entries = new TreeMap<>();
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (IOException e) {
            throw new BadModelException(file, "expected a JSON header, came something else: " + e.getMessage());
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = root.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!field.getKey().equals("__metadata__")) {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue(), dataBytes));
            }
        }
        return entries;
    }

    private static Entry entry(Path file, String name, JsonNode node, long dataBytes) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || offsets.size() != 2) {
            throw new BadModelException(file, "tensor " + name + ": expected dtype, shape and two data_offsets, came " + node);
        }
        TensorType type = TensorType.named(node.get("dtype").asText())
                .orElseThrow(() -> new BadModelException(
                        file,
                        "tensor " + name + ": expected dtype " + TensorType.names() + ", came "
                                + node.get("dtype").asText()));
        long[] shape = new long[node.get("shape").size()];
        long bytes = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).asLong(-1);
            if (shape[i] < 0 || (shape[i] > 0 && bytes > Integer.MAX_VALUE / shape[i])) {
                throw new BadModelException(
                        file, "tensor " + name + ": expected a shape of at most 2 GiB, came " + node.get("shape"));
            }
            bytes *= shape[i];
        }
        long begin = offsets.get(0).asLong(-1);
        long end = offsets.get(1).asLong(-1);
        if (begin < 0 || end > dataBytes || end - begin != bytes) {
            throw new BadModelException(
                    file,
                    "tensor " + name + ": expected " + bytes + " bytes within " + dataBytes + " bytes of data, came"
                            + " offsets " + begin + " to " + end + "; the file is cut off or damaged");
        }
        return new Entry(type, shape, begin, end);
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            int read = channel.read(target, position + target.position());
            if (read < 0) {
                throw new IOException("the file ended while it was read");
            }
        }
    }

    /** Names of all tensors, sorted. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** Shape of a tensor. */
    public long[] shape(String name) {
        return existing(name).shape().clone();
    }

    /** Element type of a tensor. */
    public TensorType type(String name) {
        return existing(name).type();
    }

    /** The raw little-endian bytes of a tensor, mapped read-only. */
    public ByteBuffer bytes(String name) throws IOException {
        Entry entry = existing(name);
        return channel.map(MapMode.READ_ONLY, dataStart + entry.begin(), entry.end() - entry.begin())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private Entry existing(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new BadModelException(file, "expected a tensor " + name + ", came none of that name");
        }
        return entry;
    }

    /** The file this reads. */
    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return file + " " + Arrays.toString(entries.keySet().toArray());
    }
}
