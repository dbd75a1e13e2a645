package io.ddpo.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("processes")
class S3StoreTest {
    private static final String SHA = "07".repeat(32);
    private static final S3Address ADDRESS = S3Address.of(URI.create("s3://latents/runs/large/"));

    @TempDir
    static Path temp;

    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(temp);
        try (S3Client client = S3Clients.of(server.environment())) {
            client.createBucket(request -> request.bucket(ADDRESS.bucket()));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void givesBackWhatWasPutHoweverOften() throws IOException {
        byte[] latents = new byte[13 << 20];
        new Random(1).nextBytes(latents);
        ByteBuffer content = ByteBuffer.wrap(latents);
        try (PayloadStore store = store()) {
            store.put("given/" + SHA, content);
            store.put("given/" + SHA, content);

            assertThat(store.get("given/" + SHA)).hasValue(latents);
        }
        assertThat(content.remaining()).isEqualTo(latents.length);
    }

    @Test
    void hasNothingUnderAnotherKey() throws IOException {
        try (PayloadStore store = store()) {
            assertThat(store.get("nothing/" + SHA)).isEmpty();
        }
    }

    @Test
    void removesThePayloadsOfOneRun() throws IOException {
        ByteBuffer content = ByteBuffer.wrap(new byte[] {1, 2, 3});
        try (PayloadStore store = store()) {
            store.put("foxes/" + SHA, content);
            store.put("foxes/" + "08".repeat(32), content);
            store.put("foxes-2/" + SHA, content);

            assertThat(store.removeRun("foxes")).isEqualTo(2);

            assertThat(store.get("foxes/" + SHA)).isEmpty();
            assertThat(store.get("foxes-2/" + SHA)).isPresent();
            assertThat(store.removeRun("foxes")).isZero();
        }
    }

    @Test
    void saysWhatTheServerSaysToAStranger() {
        try (PayloadStore store = new S3Store(S3Clients.of(server.environment("guessed")), ADDRESS)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get("foxes/" + SHA))
                    .withMessageStartingWith("store s3://latents/runs/large: expected to read foxes/" + SHA)
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("guessed"));
        }
    }

    @Test
    void saysThatTheBucketIsMissing() {
        S3Address nowhere = S3Address.of(URI.create("s3://nowhere"));
        try (PayloadStore store = new S3Store(S3Clients.of(server.environment()), nowhere)) {
            assertThatIOException()
                    .isThrownBy(() -> store.put("foxes/" + SHA, ByteBuffer.allocate(1)))
                    .withMessageStartingWith("store s3://nowhere: expected room for foxes/" + SHA + ", failed: ");
        }
    }

    @Test
    void saysThatNobodyAnswers() {
        Map<String, String> gone = Map.of(
                "AWS_ACCESS_KEY_ID", "any",
                "AWS_SECRET_ACCESS_KEY", "any",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        try (PayloadStore store = new S3Store(S3Clients.of(gone), ADDRESS)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get("foxes/" + SHA))
                    .withMessageStartingWith("store s3://latents/runs/large: expected to read foxes/" + SHA);
        }
    }

    @Test
    void isFoundByItsAddress() {
        try (PayloadStore store = PayloadStores.open("s3://latents/runs/large/")) {
            assertThat(store.place()).isEqualTo("s3://latents/runs/large");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://user:secret@bucket/a", "s3:bucket", "s3://bucket/a?secret=1", "s3://B_/a"})
    void anAddressOfNoBucketIsRefusedWithoutSecrets(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PayloadStores.open(address))
                .withMessage("store of payloads: expected s3://bucket/prefix with neither user nor options,"
                        + " found another address of kind s3");
    }

    private static PayloadStore store() {
        return new S3Store(S3Clients.of(server.environment()), ADDRESS);
    }
}
