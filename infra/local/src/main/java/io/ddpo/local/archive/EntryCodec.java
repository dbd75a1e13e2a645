package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.End;
import io.ddpo.local.archive.ArchiveEntry.Manifest;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.local.archive.ArchiveEntry.MessageHeader;
import io.ddpo.local.archive.ArchiveEntry.Span;
import io.ddpo.local.archive.ArchiveEntry.WriterSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Entries of an archive as Avro's generic records, and as bytes. */
final class EntryCodec {
    static final int FORMAT = 1;

    /** All kinds of entries, as a union. */
    static final Schema SCHEMA = read();

    private EntryCodec() {}

    private static Schema read() {
        try (InputStream in = EntryCodec.class.getResourceAsStream("archive.avsc")) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Avro binary of an entry: the same bytes for equal entries. */
    static byte[] encode(ArchiveEntry entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(toGeneric(entry), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static GenericRecord toGeneric(ArchiveEntry entry) {
        if (entry instanceof Manifest manifest) {
            return toGeneric(manifest);
        }
        if (entry instanceof WriterSchema writer) {
            GenericRecord record = recordOf("WriterSchema");
            record.put("id", writer.id());
            record.put("json", writer.json());
            return record;
        }
        if (entry instanceof Message message) {
            return toGeneric(message);
        }
        End end = (End) entry;
        GenericRecord record = recordOf("End");
        record.put("messages", end.messages());
        record.put("sha256", end.sha256());
        return record;
    }

    private static GenericRecord toGeneric(Manifest manifest) {
        GenericRecord record = recordOf("Manifest");
        Schema span = record.getSchema().getField("spans").schema().getElementType();
        List<GenericRecord> spans = new ArrayList<>();
        for (Span one : manifest.spans()) {
            GenericRecord generic = new GenericData.Record(span);
            generic.put("topic", one.topic());
            generic.put("partition", one.partition());
            generic.put("end", one.end());
            spans.add(generic);
        }
        record.put("format", FORMAT);
        record.put("run", manifest.run());
        record.put("exportedAt", manifest.exportedAt().toEpochMilli());
        record.put("spans", spans);
        return record;
    }

    private static GenericRecord toGeneric(Message message) {
        GenericRecord record = recordOf("Message");
        Schema header = record.getSchema().getField("headers").schema().getElementType();
        List<GenericRecord> headers = new ArrayList<>();
        for (MessageHeader one : message.headers()) {
            GenericRecord generic = new GenericData.Record(header);
            generic.put("key", one.key());
            generic.put("value", one.value().orElse(null));
            headers.add(generic);
        }
        record.put("topic", message.topic());
        record.put("partition", message.partition());
        record.put("offset", message.offset());
        record.put("timestamp", message.timestamp().toEpochMilli());
        record.put("key", message.key().orElse(null));
        record.put("value", message.value().orElse(null));
        record.put("headers", headers);
        return record;
    }

    private static GenericRecord recordOf(String name) {
        return new GenericData.Record(SCHEMA.getTypes().stream()
                .filter(type -> type.getName().equals(name))
                .findFirst()
                .orElseThrow());
    }

    /** The entry that a generic record of {@link #SCHEMA} is. */
    static ArchiveEntry decode(GenericRecord record) {
        return switch (record.getSchema().getName()) {
            case "Manifest" ->
                new Manifest(
                        text(record, "run"),
                        Instant.ofEpochMilli((long) record.get("exportedAt")),
                        records(record, "spans").stream()
                                .map(span -> new Span(
                                        text(span, "topic"), (int) span.get("partition"), (long) span.get("end")))
                                .toList());
            case "WriterSchema" -> new WriterSchema((int) record.get("id"), text(record, "json"));
            case "Message" ->
                new Message(
                        text(record, "topic"),
                        (int) record.get("partition"),
                        (long) record.get("offset"),
                        Instant.ofEpochMilli((long) record.get("timestamp")),
                        bytes(record, "key"),
                        bytes(record, "value"),
                        records(record, "headers").stream()
                                .map(header -> new MessageHeader(text(header, "key"), bytes(header, "value")))
                                .toList());
            default -> new End((long) record.get("messages"), text(record, "sha256"));
        };
    }

    private static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    private static Optional<ByteBuffer> bytes(GenericRecord record, String field) {
        return Optional.ofNullable((ByteBuffer) record.get(field));
    }

    @SuppressWarnings("unchecked") // an array of records, by the schema
    private static List<GenericRecord> records(GenericRecord record, String field) {
        return (List<GenericRecord>) record.get(field);
    }
}
