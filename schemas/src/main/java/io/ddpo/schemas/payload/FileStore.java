package io.ddpo.schemas.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A store in a folder that everybody who reads and writes it has mounted: a folder a run, a file a payload. */
final class FileStore implements PayloadStore {
    private final Path root;

    /** @param root made when the first payload comes */
    FileStore(Path root) {
        this.root = root;
    }

    @Override
    public String place() {
        return root.toUri().toString();
    }

    @Override
    public void put(String key, ByteBuffer content) throws IOException {
        Path file = file(key);
        try {
            Files.createDirectories(file.getParent());
            Path partial = Files.createTempFile(file.getParent(), "put-", ".partial");
            try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                ByteBuffer left = content.duplicate();
                while (left.hasRemaining()) {
                    out.write(left);
                }
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure("room for " + key, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("to read " + key, e);
        }
    }

    @Override
    public int removeRun(String run) throws IOException {
        Path folder = file(run + "/" + "0".repeat(64)).getParent();
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.toList();
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
            return files.size();
        } catch (IOException e) {
            throw failure("to remove run " + run, e);
        }
    }

    private Path file(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("store " + place() + ": expected a key run/sha256, found " + key);
        }
        return root.resolve(key);
    }

    private IOException failure(String expected, IOException e) {
        return new IOException("store " + place() + ": expected " + expected + ", failed: " + e, e);
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}
