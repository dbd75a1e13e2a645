package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
    private static final int CHUNK = 1000;
    private static final int COUNT = 5;

    private final byte[] weights = random((COUNT - 1) * CHUNK + 7);
    private final GeneratedChunks log = new GeneratedChunks(COUNT, this::chunk);
    private final ChunkedPayload payload = ChunkedPayload.newBuilder()
            .setTopic(GeneratedChunks.TOPIC)
            .setPartition(0)
            .setOffsets(LongStream.range(0, COUNT).boxed().toList())
            .setByteLength(weights.length)
            .setSha256(Sha256.hex(weights))
            .build();

    @TempDir
    Path temp;

    @Test
    void aPayloadIsAFileWhileItIsUsed() throws IOException {
        Path[] used = new Path[1];
        try (Downloads downloads = downloads()) {
            fetch(downloads, payload, file -> {
                used[0] = file;
                assertThat(file).hasBinaryContent(weights);
            });
        }

        assertThat(used[0]).doesNotExist();
        assertThat(log.read).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void goesOnWhereItWasCutOff() throws IOException {
        cutOffAfter(3);
        log.read.clear();

        assertFetched();

        assertThat(log.read).containsExactly(3L, 4L);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void readsNothingAgainOfAPayloadThatWasWholeBeforeItWasUsed() throws IOException {
        Path kept = Files.createDirectory(temp.resolve("kept"));
        Path[] used = new Path[1];
        try (Downloads downloads = downloads()) {
            fetch(downloads, payload, file -> {
                used[0] = file;
                for (Path part : List.of(file, PartialFile.journalOf(file))) {
                    Files.copy(part, kept.resolve(part.getFileName()));
                }
            });
        }
        Files.move(kept, used[0].getParent()); // as it is when the process dies while the file is used
        log.read.clear();

        assertFetched();

        assertThat(log.read).isEmpty();
    }

    @Test
    void readsAgainWhatHasChangedOnTheDisk() throws IOException {
        cutOffAfter(3);
        byte[] content = Files.readAllBytes(data());
        content[CHUNK] ^= 1;
        Files.write(data(), content);
        log.read.clear();

        assertFetched();

        assertThat(log.read).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void readsAgainAChunkOfWhichHalfWasWritten() throws IOException {
        cutOffAfter(3);
        Files.write(data(), new byte[CHUNK / 2], StandardOpenOption.APPEND);
        log.read.clear();

        assertFetched();

        assertThat(log.read).containsExactly(3L, 4L);
    }

    @Test
    void readsEverythingAgainWithoutASoundJournal() throws IOException {
        cutOffAfter(3);
        Files.write(PartialFile.journalOf(data()), new byte[] {-1, -1, -1, -1, 0});
        log.read.clear();

        assertFetched();

        assertThat(log.read).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void keepsNothingOfAPayloadThatIsAnother() throws IOException {
        ChunkedPayload other =
                ChunkedPayload.newBuilder(payload).setSha256("07".repeat(32)).build();
        try (Downloads downloads = downloads()) {
            assertThatThrownBy(() -> fetch(downloads, other, file -> {}))
                    .isInstanceOf(PayloadException.class)
                    .hasMessage("topic large.weights version 3: expected SHA-256 " + "07".repeat(32) + ", found "
                            + payload.getSha256());
        }

        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aDigestIsNoPath() throws IOException {
        ChunkedPayload odd =
                ChunkedPayload.newBuilder(payload).setSha256("../weights").build();
        try (Downloads downloads = downloads()) {
            assertThatThrownBy(() -> fetch(downloads, odd, file -> {}))
                    .isInstanceOf(PayloadException.class)
                    .hasMessage("SHA-256: expected 64 lower-case hex digits, found ../weights");
        }
    }

    @Test
    void removesWhatAnotherPayloadHasLeft() throws IOException {
        cutOffAfter(3);
        Path left = data();
        ChunkedPayload first = ChunkedPayload.newBuilder(payload)
                .setOffsets(List.of(0L))
                .setByteLength(CHUNK)
                .setSha256(Sha256.hex(chunk(0)))
                .build();

        try (Downloads downloads = downloads()) {
            assertThatThrownBy(() -> fetch(downloads, first, file -> {}))
                    .hasMessageContaining("expected chunk 0 of 1 of WEIGHTS version 3, found chunk 0 of 5");
        }

        assertThat(left).doesNotExist();
    }

    @Test
    void nobodyUsesTheFolderOfAnother() throws IOException {
        try (Downloads one = downloads();
                Downloads two = downloads()) {
            fetch(
                    one,
                    payload,
                    first -> fetch(two, payload, second -> {
                        assertThat(second).isNotEqualTo(first).hasSameBinaryContentAs(first);
                    }));
        }
        assertThat(temp).isEmptyDirectory();
    }

    private void cutOffAfter(int chunks) throws IOException {
        int[] seen = new int[1];
        try (Downloads downloads = downloads()) {
            assertThatThrownBy(() -> downloads.fetch(
                            payload,
                            GeneratedChunks.VERSION,
                            ChunkKind.WEIGHTS,
                            () -> {
                                if (seen[0]++ == chunks) {
                                    throw new CancellationException();
                                }
                            },
                            file -> {}))
                    .isInstanceOf(CancellationException.class);
        }
    }

    private Path data() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(path -> path.endsWith(payload.getSha256()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertFetched() throws IOException {
        try (Downloads downloads = downloads()) {
            fetch(downloads, payload, file -> assertThat(file).hasBinaryContent(weights));
        }
    }

    private static void fetch(Downloads downloads, ChunkedPayload payload, Downloads.Use use) throws IOException {
        downloads.fetch(payload, GeneratedChunks.VERSION, ChunkKind.WEIGHTS, () -> {}, use);
    }

    private Downloads downloads() throws IOException {
        return Downloads.in(temp, log.reader());
    }

    private byte[] chunk(int index) {
        return Arrays.copyOfRange(weights, index * CHUNK, Math.min(weights.length, (index + 1) * CHUNK));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
