package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.StoredPayload;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.ClaimCheck;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentStorageTest {
    /** For handlers whose latents are small. */
    static final LatentStorage IN_THE_LOG =
            new LatentStorage(Requests.RUN, Optional.empty(), SamplerSettings.LARGEST_LATENTS);

    private final Trajectory sampled = new TrajectoryRecords("sampler-1", Sampled.SHAPE, Sampled.DECODER)
            .of(Requests.sound(), 1, Sampled.trajectory(4));
    private final int bytes = sampled.getLatents().remaining();

    @TempDir
    Path temp;

    @Test
    void latentsUpToTheLimitStayInTheRecord() {
        assertThat(storage(bytes).placed(sampled)).isEqualTo(sampled);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void largerLatentsLieInTheStoreBeforeTheRecordIsMade() throws IOException {
        Trajectory placed = storage(bytes - 1).placed(sampled);

        StoredPayload stored = placed.getStored().orElseThrow();
        assertThat(placed.getLatents().remaining()).isZero();
        assertThat(placed.getPreviews()).isEqualTo(sampled.getPreviews());
        assertThat(stored.getKey()).isEqualTo("demo/" + stored.getSha256());
        assertThat(temp.resolve(stored.getKey())).hasBinaryContent(Written.bytes(sampled.getLatents()));
        assertThat(ClaimCheck.redeem(Optional.of(store()), placed)).isEqualTo(sampled);
    }

    @Test
    void theSameTrajectoryGivesTheSameRecordAgain() {
        assertThat(storage(0).placed(sampled)).isEqualTo(storage(0).placed(sampled));
    }

    @Test
    void withoutAStoreLatentsThatNoRecordTakesAreRefused() {
        LatentStorage storage = new LatentStorage(Requests.RUN, Optional.empty(), bytes - 1);

        assertThatThrownBy(() -> storage.placed(sampled))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage("trajectory t-2: expected latents of at most %d bytes, or a store for larger ones"
                                .formatted(bytes - 1)
                        + " (trajectories.store), came %d bytes".formatted(bytes));
    }

    @Test
    void leavesWhenTheStoreTakesNothing() throws IOException {
        Files.writeString(temp.resolve("demo"), "a file where the run's folder has to be");

        assertThatThrownBy(() -> storage(0).placed(sampled))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE))
                .hasMessageStartingWith("store " + temp.toUri() + ": expected room for demo/");
    }

    @Test
    void theLimitHoldsOnlyWithAStore() {
        Settings without = settings(Map.of("trajectories.limit", "7"));
        Settings with = settings(Map.of(
                "trajectories.limit", "7", "trajectories.store", temp.toUri().toString()));

        assertThat(LatentStorage.open("demo", without).limit()).isEqualTo(SamplerSettings.LARGEST_LATENTS);
        assertThat(LatentStorage.open("demo", with).limit()).isEqualTo(7);
        assertThat(LatentStorage.open("demo", with).store()).isPresent();
    }

    @Test
    void saysWhatAStoreIs() {
        assertThatThrownBy(() -> LatentStorage.open("demo", settings(Map.of("trajectories.store", "ftp://a:b@c/d"))))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("trajectories.store: store of payloads: expected file:/folder or s3://bucket/prefix,"
                        + " found another address of kind ftp");
    }

    private LatentStorage storage(long limit) {
        return new LatentStorage(Requests.RUN, Optional.of(store()), limit);
    }

    private PayloadStore store() {
        return PayloadStores.open(temp.toUri().toString());
    }

    private static Settings settings(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.putAll(Map.of("run", "demo", "kafka.bootstrap.servers", "localhost:9092", "registry.url", "memory:"));
        return RoleSettings.of(new SamplerRole()).of(values, "test");
    }
}
