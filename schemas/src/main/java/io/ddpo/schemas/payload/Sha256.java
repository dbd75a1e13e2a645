package io.ddpo.schemas.payload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 as the contract writes it: 64 lower-case hex digits. */
public final class Sha256 {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    /** The digest of bytes. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    /** What was digested up to now; the digest begins anew. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * What is written as the contract writes it, and so may be the name of a file.
     *
     * @throws PayloadException if it is not
     */
    static String requireHex(String sha256) {
        if (!HEX.matcher(sha256).matches()) {
            throw new PayloadException("SHA-256: expected 64 lower-case hex digits, found " + sha256);
        }
        return sha256;
    }

    /** A digest of nothing yet. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
