package io.ddpo.s3;

import io.ddpo.schemas.payload.PayloadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store in a bucket. What is put is seen by every reader from then on, as S3 promises since 2020. */
final class S3Store implements PayloadStore {
    private final S3Client client;
    private final S3Address address;

    /** @param client taken over and closed */
    S3Store(S3Client client, S3Address address) {
        this.client = client;
        this.address = address;
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public void put(String key, ByteBuffer content) throws IOException {
        String object = object(key);
        asking(
                "room for " + key,
                () -> client.putObject(
                        request -> request.bucket(address.bucket()).key(object),
                        RequestBody.fromRemainingByteBuffer(content.duplicate())));
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        String object = object(key);
        return asking("to read " + key, () -> {
            try {
                return Optional.of(client.getObjectAsBytes(
                                request -> request.bucket(address.bucket()).key(object))
                        .asByteArrayUnsafe());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public int removeRun(String run) throws IOException {
        String prefix = address.object(run + "/");
        return asking("to remove run " + run, () -> {
            int removed = 0;
            for (S3Object found : client.listObjectsV2Paginator(
                            request -> request.bucket(address.bucket()).prefix(prefix))
                    .contents()) {
                client.deleteObject(request -> request.bucket(address.bucket()).key(found.key()));
                removed++;
            }
            return removed;
        });
    }

    private String object(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("store " + place() + ": expected a key run/sha256, found " + key);
        }
        return address.object(key);
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T asking(String expected, Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (SdkException e) {
            throw new IOException("store " + place() + ": expected " + expected + ", failed: " + firstLine(e), e);
        }
    }

    /** Messages go on with how often it was tried. */
    private static String firstLine(SdkException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }

    @Override
    public void close() {
        client.close();
    }
}
