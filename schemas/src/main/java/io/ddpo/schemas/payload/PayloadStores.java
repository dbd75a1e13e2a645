package io.ddpo.schemas.payload;

import java.net.URI;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens stores of payloads by their address. */
public final class PayloadStores {
    private static final String EXPECTED = "file:/folder or s3://bucket/prefix";

    private PayloadStores() {}

    /**
     * Opens a store.
     *
     * @param address {@code file:/folder}, or of a kind that the class path has a {@link PayloadStoreProvider} for
     * @throws IllegalArgumentException in one sentence if it is none, or nothing here knows its kind
     */
    public static PayloadStore open(String address) {
        URI uri = uri(address);
        if ("file".equals(uri.getScheme())) {
            if (uri.getPath() == null || uri.getAuthority() != null) {
                throw refusal(address);
            }
            return new FileStore(Path.of(uri.getPath()));
        }
        for (PayloadStoreProvider provider : ServiceLoader.load(PayloadStoreProvider.class)) {
            if (provider.scheme().equals(uri.getScheme())) {
                return provider.open(uri);
            }
        }
        throw refusal(address);
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw refusal(address);
        }
    }

    /** An address may hold what was meant to be a secret: only its kind is repeated. */
    private static IllegalArgumentException refusal(String address) {
        int end = address.indexOf(':');
        return new IllegalArgumentException("store of payloads: expected " + EXPECTED + ", found "
                + (end < 0 ? "an address without a kind" : "another address of kind " + address.substring(0, end)));
    }
}
