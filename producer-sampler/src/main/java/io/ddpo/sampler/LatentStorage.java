package io.ddpo.sampler;

import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.ClaimCheck;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.Settings;
import java.io.IOException;
import java.util.Optional;

/**
 * Where latents lie: in the record of their trajectory, or in a store if they are larger than a limit.
 *
 * @param run whose trajectories they are
 * @param limit in bytes; with a store, larger latents go there; without one, they are refused
 */
record LatentStorage(String run, Optional<PayloadStore> store, long limit) implements AutoCloseable {

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the settings name no store */
    static LatentStorage open(String run, Settings settings) {
        Optional<String> address = settings.find(SamplerSettings.TRAJECTORIES_STORE);
        long limit = settings.get(SamplerSettings.TRAJECTORIES_LIMIT);
        try {
            return new LatentStorage(
                    run,
                    address.map(PayloadStores::open),
                    address.isPresent() ? limit : SamplerSettings.LARGEST_LATENTS);
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, "trajectories.store: " + e.getMessage(), e);
        }
    }

    /**
     * The trajectory as it is published; its latents are safe when this returns.
     *
     * @throws FatalRoleException if there is no place for them
     */
    Trajectory placed(Trajectory trajectory) {
        int bytes = trajectory.getLatents().remaining();
        if (bytes <= limit) {
            return trajectory;
        }
        PayloadStore larger = store.orElseThrow(() -> new FatalRoleException(
                ExitCode.BAD_INPUT,
                "trajectory %s: expected latents of at most %d bytes, or a store for larger ones (trajectories.store), came %d bytes"
                        .formatted(trajectory.getId(), limit, bytes)));
        try {
            return ClaimCheck.deposit(larger, run, trajectory);
        } catch (IOException e) {
            throw new FatalRoleException(ExitCode.UNAVAILABLE, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        store.ifPresent(PayloadStore::close);
    }
}
