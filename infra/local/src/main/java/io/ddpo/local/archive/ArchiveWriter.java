package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.End;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.schemas.payload.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Writes an archive. One thread at a time. */
final class ArchiveWriter implements AutoCloseable {
    /** Latents and pictures hardly shrink, so the quickest will do for the rest. */
    private static final int DEFLATE_LEVEL = 1;

    private final DataFileWriter<GenericRecord> file;
    private final MessageDigest digest = Sha256.newDigest();
    private long messages;

    /** Writes to a new file, or over one. */
    ArchiveWriter(Path path) throws IOException {
        this.file = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(EntryCodec.SCHEMA))
                .setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL))
                .create(EntryCodec.SCHEMA, Files.newOutputStream(path));
    }

    void write(ArchiveEntry entry) throws IOException {
        byte[] bytes = EntryCodec.encode(entry);
        digest.update(bytes);
        file.appendEncoded(ByteBuffer.wrap(bytes));
        if (entry instanceof Message) {
            messages++;
        }
    }

    /** Makes the file whole; nothing follows. */
    void finish() throws IOException {
        End end = new End(messages, Sha256.hex(digest));
        file.appendEncoded(ByteBuffer.wrap(EntryCodec.encode(end)));
    }

    long messages() {
        return messages;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
