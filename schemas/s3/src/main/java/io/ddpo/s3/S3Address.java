package io.ddpo.s3;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A place in a store: {@code s3://bucket/prefix}.
 *
 * @param prefix of all keys, without a slash at its ends; may be empty
 */
record S3Address(String bucket, String prefix) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** @throws IllegalArgumentException if that is none; what it holds is not repeated, since it may be a secret */
    static S3Address of(URI address) {
        String bucket = address.getRawAuthority();
        if (bucket == null
                || !BUCKET.matcher(bucket).matches()
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "store of payloads: expected s3://bucket/prefix with neither user nor options, found another"
                            + " address of kind s3");
        }
        return new S3Address(bucket, address.getPath().replaceAll("^/+|/+$", ""));
    }

    /** The name of the object of a key. */
    String object(String key) {
        return prefix.isEmpty() ? key : prefix + "/" + key;
    }

    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
