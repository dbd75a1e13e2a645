package io.ddpo.diffusion.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;

/** Writes tensors as a safetensors file; the same tensors always give the same bytes. */
public final class SafetensorsWriter {

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
        write(file, new SafetensorsContent(TensorSource.of(tensors), metadata, type));
    }

    /** Writes tensors one at a time as fp32, replacing the file in one step. */
    public static void write(Path file, TensorSource tensors, Map<String, String> metadata) throws IOException {
        write(file, new SafetensorsContent(tensors, metadata));
    }

    private static void write(Path file, SafetensorsContent content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (InputStream in = content.open();
                OutputStream out = Files.newOutputStream(partial)) {
            in.transferTo(out);
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file's content in memory, as fp32; for tensors of less than 2 GiB together. */
    public static byte[] toBytes(SortedMap<String, FloatTensor> tensors, Map<String, String> metadata) {
        try (InputStream in = new SafetensorsContent(TensorSource.of(tensors), metadata).open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }
}
