package io.ddpo.local.archive;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** One entry of an archive, as {@code archive.avsc} describes them. */
sealed interface ArchiveEntry {

    /** What the file holds; the first entry. */
    record Manifest(String run, Instant exportedAt, List<Span> spans) implements ArchiveEntry {
        public Manifest {
            spans = List.copyOf(spans);
        }
    }

    /**
     * How far one partition was read.
     *
     * @param end offset behind the last that was read
     */
    record Span(String topic, int partition, long end) {}

    /**
     * A schema of values that follow.
     *
     * @param id in the wire format of the values
     * @param json as the registry had it
     */
    record WriterSchema(int id, String json) implements ArchiveEntry {
        Schema schema() {
            return new Schema.Parser().parse(json);
        }
    }

    /** One committed record, as it lay in the log. */
    record Message(
            String topic,
            int partition,
            long offset,
            Instant timestamp,
            Optional<ByteBuffer> key,
            Optional<ByteBuffer> value,
            List<MessageHeader> headers)
            implements ArchiveEntry {
        public Message {
            headers = List.copyOf(headers);
        }
    }

    /** One header of a record. */
    record MessageHeader(String key, Optional<ByteBuffer> value) {}

    /**
     * The last entry.
     *
     * @param messages how many the file has
     * @param sha256 over the Avro binary of all entries before
     */
    record End(long messages, String sha256) implements ArchiveEntry {}
}
