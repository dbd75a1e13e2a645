package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.StoredPayload;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimCheckTest {
    private static final byte[] LATENTS = {1, 2, 3, 4};

    private final Trajectory whole = Trajectory.newBuilder()
            .setId("t-1")
            .setRequestId("r-1")
            .setIndexInRequest(0)
            .setIteration(0)
            .setPurpose(Purpose.TRAIN)
            .setPolicyVersion(0)
            .setBaseDigest("0".repeat(64))
            .setPrompt("a fox")
            .setSeed(1)
            .setTimesteps(List.of(1))
            .setLatentDtype(LatentDtype.FLOAT16)
            .setLatentShape(List.of(2, 1, 1, 1))
            .setLatents(ByteBuffer.wrap(LATENTS))
            .setLogProbabilities(List.of(0f))
            .setGuidanceScale(1)
            .setEta(1)
            .setSampler("sampler-1")
            .build();

    @TempDir
    Path temp;

    @Test
    void theRecordSaysWhereTheLatentsLie() throws IOException {
        Trajectory published = deposited();

        assertThat(published.getLatents().remaining()).isZero();
        assertThat(published.getStored())
                .hasValue(new StoredPayload("foxes/" + Sha256.hex(LATENTS), 4L, Sha256.hex(LATENTS)));
        assertThat(ClaimCheck.redeem(Optional.of(store()), published)).isEqualTo(whole);
    }

    @Test
    void aRepetitionChangesNothing() throws IOException {
        assertThat(deposited()).isEqualTo(deposited());
        assertThat(temp.resolve("foxes")).isDirectoryContaining(file -> file.endsWith(Sha256.hex(LATENTS)));
    }

    @Test
    void latentsInTheRecordNeedNoStore() throws IOException {
        assertThat(ClaimCheck.redeem(Optional.empty(), whole)).isSameAs(whole);
    }

    @Test
    void latentsInAStoreNeedOne() throws IOException {
        Trajectory published = deposited();

        assertThatExceptionOfType(NoStoreException.class)
                .isThrownBy(() -> ClaimCheck.redeem(Optional.empty(), published))
                .withMessage(
                        "trajectory t-1: expected its latents in a store (trajectories.store), found none set here");
    }

    @Test
    void latentsThatAreGoneAreMissed() throws IOException {
        Trajectory published = deposited();
        store().removeRun("foxes");

        assertRefused(published, "found nothing");
    }

    @Test
    void otherLatentsAreRefused() throws IOException {
        Trajectory published = deposited();
        Path file = temp.resolve("foxes/" + Sha256.hex(LATENTS));

        Files.write(file, new byte[] {1, 2, 3});
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ClaimCheck.redeem(Optional.of(store()), published))
                .withMessageEndingWith(": 4 bytes, found 3");

        byte[] others = {4, 3, 2, 1};
        Files.write(file, others);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ClaimCheck.redeem(Optional.of(store()), published))
                .withMessageEndingWith("with SHA-256 " + Sha256.hex(LATENTS) + ", found " + Sha256.hex(others));
    }

    @Test
    void aKeyThatIsNoneIsNotFollowed() {
        Trajectory odd = Trajectory.newBuilder(whole)
                .setStored(new StoredPayload("../secrets", 4L, Sha256.hex(LATENTS)))
                .build();

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ClaimCheck.redeem(Optional.of(store()), odd))
                .withMessage("trajectory t-1: expected its latents in store " + temp.toUri()
                        + " under ../secrets, found that this is no key");
    }

    private void assertRefused(Trajectory published, String found) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ClaimCheck.redeem(Optional.of(store()), published))
                .withMessage("trajectory t-1: expected its latents in store " + temp.toUri() + " under foxes/"
                        + Sha256.hex(LATENTS) + ", " + found);
    }

    private Trajectory deposited() throws IOException {
        return ClaimCheck.deposit(store(), "foxes", whole);
    }

    private PayloadStore store() {
        return PayloadStores.open(temp.toUri().toString());
    }
}
