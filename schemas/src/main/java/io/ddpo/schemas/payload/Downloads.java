package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches payloads of any size into files. A download that was cut off, also by the end of the process, is gone on with:
 * chunks that are on the disk and match what was noted of them are not read from the log again. The check of the whole
 * comes last. The disk holds one payload at a time; memory holds a few chunks. One thread at a time.
 */
public final class Downloads implements AutoCloseable {
    private static final String LOCK = "lock";

    /** Users of a machine may share a folder for scratch files; none can write to another's. */
    private static final String NAME =
            "downloads-" + System.getProperty("user.name").replaceAll("\\W", "_") + "-";

    private final ChunkReader chunks;
    private final Path folder;
    private final FileChannel claim;

    /** What is done with the file of a payload. */
    @FunctionalInterface
    public interface Use {
        /** Reads the file, which is gone when this has returned or thrown. */
        void accept(Path file) throws IOException;
    }

    private Downloads(ChunkReader chunks, Path folder, FileChannel claim) {
        this.chunks = chunks;
        this.folder = folder;
        this.claim = claim;
    }

    /**
     * Claims a folder {@code downloads-USER-N} until this is closed or the process ends: the first that nobody else
     * has, so that whoever is started again in the place of another goes on with what that one left.
     *
     * @param parent made if it does not exist
     * @param chunks taken over and closed
     * @throws IOException if nothing can be written there
     */
    public static Downloads in(Path parent, ChunkReader chunks) throws IOException {
        int number = 0;
        while (true) {
            Path folder = Files.createDirectories(parent.resolve(NAME + number));
            Path lock = folder.resolve(LOCK);
            FileChannel claim = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean ours = isOurs(claim);
            if (ours && Files.exists(lock)) {
                return new Downloads(chunks, folder, claim);
            }
            claim.close();
            number += ours ? 0 : 1; // whoever had it has just removed it, or still has it
        }
    }

    /** Whether the lock is ours now; it goes with the channel. */
    private static boolean isOurs(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another role of this process has it
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Fetches a payload and hands it over. What other downloads have left is removed.
     *
     * @param sign called before every chunk that is read; an exception cuts the download off
     * @throws PayloadException if a chunk is missing, or the payload is not the one that was published; in the latter
     *     case nothing of it stays
     */
    public void fetch(ChunkedPayload payload, int version, ChunkKind kind, Runnable sign, Use use) throws IOException {
        Path file = folder.resolve(Sha256.requireHex(payload.getSha256()));
        clean(file);
        download(file, payload, version, kind, sign);
        try {
            use.accept(file);
        } finally {
            remove(file);
        }
    }

    private void download(Path file, ChunkedPayload payload, int version, ChunkKind kind, Runnable sign)
            throws IOException {
        try (PartialFile partial = PartialFile.open(file)) {
            if (partial.chunks() <= payload.getOffsets().size()) {
                chunks.read(payload, version, kind, partial.chunks(), chunk -> {
                    sign.run();
                    partial.append(chunk);
                });
            }
            ChunkReader.requireWhole(payload, version, partial.bytes(), partial.sha256());
        } catch (WrongPayloadException e) {
            remove(file);
            throw e;
        }
    }

    private void clean(Path but) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> keep = List.of(but, PartialFile.journalOf(but), folder.resolve(LOCK));
            for (Path left : found.filter(path -> !keep.contains(path)).toList()) {
                Files.delete(left);
            }
        }
    }

    private static void remove(Path file) throws IOException {
        Files.deleteIfExists(PartialFile.journalOf(file));
        Files.deleteIfExists(file);
    }

    /** Gives the folder up, and removes it unless a download was cut off. */
    @Override
    public void close() {
        try (chunks;
                claim) {
            if (Files.exists(folder) && isEmpty()) {
                Files.delete(folder.resolve(LOCK));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.allMatch(path -> path.endsWith(LOCK));
        }
    }
}
