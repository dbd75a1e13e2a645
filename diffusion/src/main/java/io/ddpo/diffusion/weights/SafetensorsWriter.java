package io.ddpo.diffusion.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Writes tensors as a safetensors file; the same tensors always give the same bytes. */
public final class SafetensorsWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Data starts at a multiple of this, as the format asks for. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /** Replaces the file in one step, so that a reader never sees half of it. */
    public static void write(Path file, SortedMap<String, FloatTensor> tensors, Map<String, String> metadata)
            throws IOException {
        write(file, tensors, metadata, TensorType.F32);
    }

    /** The same, with all values rounded to a type. */
    public static void write(
            Path file, SortedMap<String, FloatTensor> tensors, Map<String, String> metadata, TensorType type)
            throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (OutputStream out = Files.newOutputStream(partial)) {
            write(out, tensors, metadata, type);
        }
        Files.move(partial, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file's content in memory, as fp32. */
    public static byte[] toBytes(SortedMap<String, FloatTensor> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, tensors, metadata, TensorType.F32);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(
            OutputStream out, SortedMap<String, FloatTensor> tensors, Map<String, String> metadata, TensorType type)
            throws IOException {
        byte[] header = header(tensors, metadata, type);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (FloatTensor tensor : tensors.values()) {
            out.write(bytes(tensor, type));
        }
    }

    /** What a learner writes after every iteration is fp32, and written in bulk. */
    private static byte[] bytes(FloatTensor tensor, TensorType type) {
        return type == TensorType.F32
                ? tensor.littleEndian()
                : type.toBytes(tensor.values()).array();
    }

    private static byte[] header(SortedMap<String, FloatTensor> tensors, Map<String, String> metadata, TensorType type)
            throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put("__metadata__", metadata);
        }
        long offset = 0;
        for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
            long end = offset + (long) type.bytes() * tensor.getValue().values().length;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", type.name());
            entry.put("shape", tensor.getValue().shape());
            entry.put("data_offsets", List.of(offset, end));
            header.put(tensor.getKey(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }
}
