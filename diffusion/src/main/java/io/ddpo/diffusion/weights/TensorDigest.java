package io.ddpo.diffusion.weights;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256 over the values of tensors, sorted by name, as fp32 little-endian: the {@code policySha256} of a run. */
public final class TensorDigest {

    private TensorDigest() {}

    /** The digest as 64 hexadecimal digits. */
    public static String sha256(SortedMap<String, FloatTensor> tensors) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            tensors.values().forEach(tensor -> digest.update(tensor.littleEndian()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
