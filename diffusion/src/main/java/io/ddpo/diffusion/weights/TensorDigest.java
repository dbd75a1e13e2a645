package io.ddpo.diffusion.weights;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256 over the values of tensors, sorted by name, as fp32 little-endian: the {@code policySha256} of a run. */
public final class TensorDigest {

    private TensorDigest() {}

    /** The digest as 64 hexadecimal digits. */
    public static String sha256(SortedMap<String, FloatTensor> tensors) {
        MessageDigest digest = empty();
        tensors.values().forEach(tensor -> digest.update(tensor.littleEndian()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of tensors that are read one at a time. */
    public static String sha256(TensorSource tensors) throws IOException {
        MessageDigest digest = empty();
        for (String name : tensors.names()) {
            digest.update(tensors.floats(name).littleEndian());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of tensors that are copied from where they are computed with, one at a time. */
    public static String sha256(DeviceTensors tensors) {
        MessageDigest digest = empty();
        tensors.names().forEach(name -> digest.update(tensors.floats(name).littleEndian()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
