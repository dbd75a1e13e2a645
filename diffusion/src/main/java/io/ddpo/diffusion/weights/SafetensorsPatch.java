package io.ddpo.diffusion.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes tensors of a safetensors file in place, one in memory at a time; their types and shapes stay. */
public final class SafetensorsPatch {

    private SafetensorsPatch() {}

    /**
     * Applies changes to those of their tensors that are in the file.
     *
     * @param changes by name of the tensor; each returns values of the shape that it got
     * @throws io.ddpo.diffusion.BadModelException if the file is damaged
     */
    public static void apply(Path file, Map<String, UnaryOperator<FloatTensor>> changes) throws IOException {
        try (Safetensors tensors = Safetensors.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (String name : tensors.names()) {
                if (changes.containsKey(name)) {
                    FloatTensor changed = changes.get(name).apply(tensors.floats(name));
                    write(channel, tensors.type(name).toBytes(changed.values()), tensors.position(name));
                }
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position());
        }
    }
}
