package io.ddpo.schemas.payload;

import java.net.URI;

/** Opens stores of a kind; found by {@link java.util.ServiceLoader}. */
public interface PayloadStoreProvider {
    /** What addresses of its stores begin with, such as {@code s3}. */
    String scheme();

    /**
     * Opens a store. Secrets come from the environment or from files, never from the address.
     *
     * @throws IllegalArgumentException in one sentence if the address is none
     */
    PayloadStore open(URI address);
}
