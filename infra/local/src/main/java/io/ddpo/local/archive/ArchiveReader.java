package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.End;
import io.ddpo.local.archive.ArchiveEntry.Manifest;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.schemas.payload.Sha256;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads an archive from its first entry to its last.
 *
 * @param path the file
 */
record ArchiveReader(Path path) {

    /** What to do with an entry. */
    @FunctionalInterface
    interface Visitor {
        /** @param share of the file that was read, in [0, 1] */
        void visit(ArchiveEntry entry, double share);
    }

    /**
     * Hands over all entries but the last, which says whether the file is whole: what was handed over may be relied on only
     * when this returns.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the file is no archive, or not whole
     */
    void read(Visitor visitor) {
        try (DataFileReader<GenericRecord> file =
                new DataFileReader<>(path.toFile(), new GenericDatumReader<GenericRecord>())) {
            requireFormat(file);
            read(file, visitor);
        } catch (IOException | AvroRuntimeException e) {
            throw refusal("expected an archive of ddpo export-run, found one that cannot be read to its end ("
                    + e.getMessage() + ")");
        }
    }

    private void requireFormat(DataFileReader<GenericRecord> file) {
        if (!file.getSchema().equals(EntryCodec.SCHEMA)) {
            throw refusal("expected an archive of ddpo export-run, found an Avro file with other entries");
        }
    }

    private void read(DataFileReader<GenericRecord> file, Visitor visitor) throws IOException {
        long length = path.toFile().length();
        MessageDigest digest = Sha256.newDigest();
        long messages = 0;
        boolean begun = false;
        while (hasNext(file)) {
            GenericRecord generic = next(file);
            ArchiveEntry entry = EntryCodec.decode(generic);
            if (entry instanceof End end) {
                requireWhole(end, messages, Sha256.hex(digest), hasNext(file));
                return;
            }
            if (entry instanceof Manifest == begun) {
                throw refusal("expected a manifest as the first entry and nowhere else");
            }
            if (!begun && !generic.get("format").equals(EntryCodec.FORMAT)) {
                throw refusal("expected format %d, found %s".formatted(EntryCodec.FORMAT, generic.get("format")));
            }
            begun = true;
            digest.update(EntryCodec.encode(entry));
            messages += entry instanceof Message ? 1 : 0;
            visitor.visit(entry, Math.min(1, (double) file.previousSync() / length));
        }
        throw refusal(
                "expected an archive with an end, found one that was cut off after %d records".formatted(messages));
    }

    private static boolean hasNext(DataFileReader<GenericRecord> file) throws IOException {
        try {
            return file.hasNext();
        } catch (RuntimeException e) { // Avro has one of many kinds where a block is cut off or changed
            throw new IOException(e.getMessage(), e);
        }
    }

    private static GenericRecord next(DataFileReader<GenericRecord> file) throws IOException {
        try {
            return file.next();
        } catch (RuntimeException e) { // as above
            throw new IOException(e.getMessage(), e);
        }
    }

    private void requireWhole(End end, long messages, String sha256, boolean more) {
        if (more || end.messages() != messages || !end.sha256().equals(sha256)) {
            throw refusal("expected %d records with SHA-256 %s, found %d with %s%s"
                    .formatted(end.messages(), end.sha256(), messages, sha256, more ? " and more behind the end" : ""));
        }
    }

    private FatalRoleException refusal(String sentence) {
        return new FatalRoleException(ExitCode.BAD_INPUT, "[%s] %s".formatted(path, sentence));
    }
}
