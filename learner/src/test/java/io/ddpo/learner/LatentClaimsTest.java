package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.ClaimCheck;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentClaimsTest {
    private final Trajectory whole = Trajectories.some().build();

    @TempDir
    Path temp;

    @Test
    void aTrajectoryInTheLogNeedsNoStore() {
        assertThat(new LatentClaims(Optional.empty()).redeem(whole)).isEqualTo(whole);
    }

    @Test
    void findsTheLatentsInTheStore() throws IOException {
        assertThat(claims().redeem(deposited())).isEqualTo(whole);
    }

    @Test
    void saysThatAStoreIsNeeded() throws IOException {
        Trajectory deposited = deposited();

        assertThatThrownBy(() -> new LatentClaims(Optional.empty()).redeem(deposited))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage("trajectory " + whole.getId()
                        + ": expected its latents in a store (trajectories.store), found none set here");
    }

    @Test
    void stepsOverATrajectoryWhoseLatentsAreGone() throws IOException {
        Trajectory deposited = deposited();
        Files.delete(file(deposited));

        assertThatThrownBy(() -> claims().redeem(deposited))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessage("trajectory " + whole.getId() + ": expected its latents in store " + temp.toUri()
                        + " under " + key(deposited) + ", found nothing");
    }

    @Test
    void leavesWhenTheStoreDoesNotAnswer() throws IOException {
        Trajectory deposited = deposited();
        Files.delete(file(deposited));
        Files.createDirectory(file(deposited)); // reading a folder fails

        assertThatThrownBy(() -> claims().redeem(deposited))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE))
                .hasMessageStartingWith("store " + temp.toUri() + ": expected to read " + key(deposited));
    }

    private Trajectory deposited() throws IOException {
        return ClaimCheck.deposit(store(), "demo", whole);
    }

    private Path file(Trajectory deposited) {
        return temp.resolve(key(deposited));
    }

    private static String key(Trajectory deposited) {
        return deposited.getStored().orElseThrow().getKey();
    }

    private LatentClaims claims() {
        return new LatentClaims(Optional.of(store()));
    }

    private PayloadStore store() {
        return PayloadStores.open(temp.toUri().toString());
    }
}
