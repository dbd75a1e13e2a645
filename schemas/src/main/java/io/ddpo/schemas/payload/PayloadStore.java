package io.ddpo.schemas.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps payloads that are too large for a record beside the log. A key is a run, a slash and the SHA-256 of the content,
 * so that whoever puts a payload twice changes nothing, and what belongs to a run can be removed with it. For several
 * threads.
 */
public interface PayloadStore extends AutoCloseable {
    /** What keys look like. */
    Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}/[0-9a-f]{64}");

    /** Where it is, for sentences; without secrets. */
    String place();

    /**
     * Puts a payload, and returns when a reader finds it whole.
     *
     * @param key of the form of {@link #KEY}
     * @param content stays as it is
     * @throws IOException if the store does not take it, in one sentence
     */
    void put(String key, ByteBuffer content) throws IOException;

    /**
     * Gets a payload.
     *
     * @param key of the form of {@link #KEY}
     * @return empty if the store has none
     * @throws IOException if the store does not answer, in one sentence
     */
    Optional<byte[]> get(String key) throws IOException;

    /**
     * Removes every payload of a run.
     *
     * @return how many there were
     * @throws IOException if the store does not answer, in one sentence
     */
    int removeRun(String run) throws IOException;

    @Override
    void close();
}
