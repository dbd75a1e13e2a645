package io.ddpo.schemas.payload;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;

/**
 * A file that grows by chunks and can be gone on with after its writer died. Beside it lies a journal with the length and
 * the digest of every chunk; what does not match it is cut off when the file is opened.
 */
final class PartialFile implements Closeable {
    private static final int DIGEST_BYTES = 32;
    private static final int ENTRY_BYTES = Integer.BYTES + DIGEST_BYTES;

    /** Beyond any chunk: a journal that says otherwise is damaged. */
    private static final int LARGEST_CHUNK = 1 << 28;

    private static final Set<StandardOpenOption> READ_AND_WRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileChannel data;
    private final FileChannel journal;
    private final MessageDigest whole = Sha256.newDigest();
    private int chunks;
    private long bytes;

    private PartialFile(FileChannel data, FileChannel journal) {
        this.data = data;
        this.journal = journal;
    }

    /** Opens what is there, reads all of it, and keeps the chunks that are whole. */
    static PartialFile open(Path file) throws IOException {
        FileChannel data = FileChannel.open(file, READ_AND_WRITE);
        try {
            FileChannel journal = FileChannel.open(journalOf(file), READ_AND_WRITE);
            PartialFile partial = new PartialFile(data, journal);
            partial.verify();
            return partial;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Where the journal of a file lies. */
    static Path journalOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".chunks");
    }

    private void verify() throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        while (fill(journal, entry, (long) chunks * ENTRY_BYTES)) {
            int length = entry.getInt();
            if (length < 0 || length > LARGEST_CHUNK) {
                break;
            }
            ByteBuffer chunk = ByteBuffer.allocate(length);
            if (!fill(data, chunk, bytes)) {
                break;
            }
            byte[] expected = new byte[DIGEST_BYTES];
            entry.get(expected);
            if (!MessageDigest.isEqual(expected, Sha256.newDigest().digest(chunk.array()))) {
                break;
            }
            whole.update(chunk.array());
            chunks++;
            bytes += length;
        }
        data.truncate(bytes);
        journal.truncate((long) chunks * ENTRY_BYTES);
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    /** Adds a chunk; it counts once its entry is in the journal. */
    void append(ByteBuffer chunk) throws IOException {
        int length = chunk.remaining();
        whole.update(chunk.duplicate());
        MessageDigest digest = Sha256.newDigest();
        digest.update(chunk.duplicate());
        write(data, chunk.duplicate(), bytes);
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).putInt(length).put(digest.digest());
        write(journal, entry.flip(), (long) chunks * ENTRY_BYTES);
        chunks++;
        bytes += length;
    }

    private static void write(FileChannel channel, ByteBuffer content, long at) throws IOException {
        long from = at;
        while (content.hasRemaining()) {
            from += channel.write(content, from);
        }
    }

    /** Chunks that are there. */
    int chunks() {
        return chunks;
    }

    /** Bytes that are there. */
    long bytes() {
        return bytes;
    }

    /** SHA-256 of all that is there; nothing can be added afterwards. */
    String sha256() {
        return Sha256.hex(whole);
    }

    @Override
    public void close() throws IOException {
        try (data) {
            journal.close();
        }
    }
}
