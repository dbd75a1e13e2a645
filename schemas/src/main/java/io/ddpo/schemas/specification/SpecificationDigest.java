package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.payload.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** What tells two specifications apart. */
public final class SpecificationDigest {
    private SpecificationDigest() {}

    /**
     * SHA-256 over the specification in Avro binary with the entries of every map sorted by key, 64 lower-case hex
     * digits. A later release may add fields: compare digests that the same release computed.
     */
    public static String of(RunSpecification specification) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new SortedMapWriter().write(specification, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.hex(out.toByteArray());
    }

    /** Generic, since generated coders write maps in their own order. */
    private static final class SortedMapWriter extends GenericDatumWriter<RunSpecification> {
        SortedMapWriter() {
            super(RunSpecification.getClassSchema());
        }

        @Override
        @SuppressWarnings("unchecked") // all keys are strings
        protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
            return new TreeMap<>((Map<Object, Object>) map).entrySet();
        }
    }
}
