package io.ddpo.s3;

import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStoreProvider;
import java.net.URI;

/** Stores whose address is {@code s3://bucket/prefix}; how to enter is in the environment ({@link S3Clients}). */
public final class S3StoreProvider implements PayloadStoreProvider {
    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public PayloadStore open(URI address) {
        S3Address place = S3Address.of(address);
        return new S3Store(S3Clients.of(System.getenv()), place);
    }
}
