package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {
    private static final String KEY = "foxes/" + "07".repeat(32);
    private static final String OTHER = "foxes/" + "08".repeat(32);
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path temp;

    @Test
    void givesBackWhatWasPut() throws IOException {
        ByteBuffer content = ByteBuffer.wrap(CONTENT);
        store().put(KEY, content);
        store().put(KEY, content);

        assertThat(store().get(KEY)).hasValue(CONTENT);
        assertThat(content.remaining()).isEqualTo(3);
        try (Stream<Path> files = Files.list(temp.resolve("foxes"))) {
            assertThat(files).as("nothing half written").hasSize(1);
        }
    }

    @Test
    void hasNothingUnderAnotherKey() throws IOException {
        assertThat(store().get(KEY)).isEmpty();
        store().put(KEY, ByteBuffer.wrap(CONTENT));
        assertThat(store().get(OTHER)).isEmpty();
    }

    @Test
    void removesThePayloadsOfOneRun() throws IOException {
        store().put(KEY, ByteBuffer.wrap(CONTENT));
        store().put(OTHER, ByteBuffer.wrap(CONTENT));
        store().put("foxes-2/" + "07".repeat(32), ByteBuffer.wrap(CONTENT));

        assertThat(store().removeRun("foxes")).isEqualTo(2);

        assertThat(store().get(KEY)).isEmpty();
        assertThat(store().get("foxes-2/" + "07".repeat(32))).isPresent();
        assertThat(store().removeRun("foxes")).isZero();
    }

    @Test
    void saysWhenThereIsNoRoom() throws IOException {
        Files.writeString(temp.resolve("foxes"), "a file");

        assertThatIOException()
                .isThrownBy(() -> store().put(KEY, ByteBuffer.wrap(CONTENT)))
                .withMessageStartingWith("store " + temp.toUri() + ": expected room for " + KEY + ", failed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secrets", "foxes/../../secrets", "/etc/passwd", "foxes", "foxes/07"})
    void aKeyIsNoPath(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().get(key))
                .withMessage("store " + temp.toUri() + ": expected a key run/sha256, found " + key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "ftp://user:secret@host/a", "file://host/folder", "file:folder", "%", ""})
    void anAddressOfNoStoreIsRefusedWithoutSecrets(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PayloadStores.open(address))
                .withMessageStartingWith("store of payloads: expected file:/folder or s3://bucket/prefix, found an")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("secret"));
    }

    private PayloadStore store() {
        return PayloadStores.open(temp.toUri().toString());
    }
}
