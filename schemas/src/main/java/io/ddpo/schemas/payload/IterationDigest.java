package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.Advantage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** What the closing record of an iteration says of the advantages before it. */
public final class IterationDigest {
    private IterationDigest() {}

    /**
     * SHA-256 over the Avro binary of the advantages, one after the other, 64 lower-case hex digits.
     *
     * @param advantages in the order in which they were published
     */
    public static String of(List<Advantage> advantages) {
        MessageDigest digest = Sha256.newDigest();
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        DatumWriter<Advantage> writer = new SpecificDatumWriter<>(Advantage.class);
        try {
            for (Advantage advantage : advantages) {
                writer.write(advantage, encoder);
            }
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.hex(digest);
    }
}
