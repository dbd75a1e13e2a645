package io.ddpo.local.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.local.archive.ArchiveEntry.Manifest;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.local.archive.ArchiveEntry.MessageHeader;
import io.ddpo.local.archive.ArchiveEntry.Span;
import io.ddpo.local.archive.ArchiveEntry.WriterSchema;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final List<ArchiveEntry> ENTRIES = List.of(
            new Manifest("foxes", Instant.ofEpochMilli(1), List.of(new Span("foxes.control", 0, 7))),
            new WriterSchema(4, "\"string\""),
            new Message(
                    "foxes.control",
                    0,
                    2,
                    Instant.ofEpochMilli(5),
                    Optional.empty(),
                    Optional.of(bytes("value")),
                    List.of(
                            new MessageHeader("why", Optional.of(bytes("because"))),
                            new MessageHeader("none", Optional.empty()))),
            new Message(
                    "foxes.control",
                    0,
                    6,
                    Instant.ofEpochMilli(6),
                    Optional.of(bytes("key")),
                    Optional.empty(),
                    List.of()));

    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void nameIt() {
        file = temp.resolve("foxes.avro");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        write(true);

        assertThat(read()).isEqualTo(ENTRIES);
    }

    @Test
    void aFileWithoutItsEndIsRefused() throws IOException {
        write(false);

        assertThatThrownBy(this::read)
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("[%s] expected an archive with an end, found one that was cut off after 2 records", file);
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() throws IOException {
        write(true);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(this::read)
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(FatalRoleException.class)
                    .hasMessageStartingWith("[%s] expected an archive", file);
        }
    }

    @Test
    void aByteThatWasChangedIsRefusedOrChangesNothing() throws IOException {
        write(true);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int at = 0; at < whole.length; at += 5) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(file, changed);
            try {
                assertThat(read()).as("byte %d", at).isEqualTo(ENTRIES);
            } catch (FatalRoleException e) {
                assertThat(e).hasMessageStartingWith("[%s] expected ", file);
                refused++;
            }
        }
        assertThat(refused).as("but for those in descriptions").isGreaterThan(whole.length / 15);
    }

    @Test
    void recordsThatAreNotThoseThatWereWrittenAreRefused() throws IOException {
        try (ArchiveWriter archive = new ArchiveWriter(file)) {
            for (ArchiveEntry entry : ENTRIES) {
                archive.write(entry);
            }
            archive.write(new ArchiveEntry.End(2, "0".repeat(64)));
        }

        assertThatThrownBy(this::read)
                .isInstanceOf(FatalRoleException.class)
                .hasMessageContaining("expected 2 records with SHA-256 " + "0".repeat(64) + ", found 2 with ");
    }

    private void write(boolean whole) throws IOException {
        try (ArchiveWriter archive = new ArchiveWriter(file)) {
            for (ArchiveEntry entry : ENTRIES) {
                archive.write(entry);
            }
            if (whole) {
                archive.finish();
            }
        }
    }

    private List<ArchiveEntry> read() {
        List<ArchiveEntry> entries = new ArrayList<>();
        new ArchiveReader(file).read((entry, share) -> {
            assertThat(share).isBetween(0.0, 1.0);
            entries.add(entry);
        });
        return entries;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
