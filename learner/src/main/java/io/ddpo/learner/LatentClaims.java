package io.ddpo.learner;

import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.ClaimCheck;
import io.ddpo.schemas.payload.NoStoreException;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.payload.PayloadStores;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.util.Optional;

/**
 * Gets latents that were too large for the record of their trajectory.
 *
 * @param store where they lie, if this learner was told
 */
record LatentClaims(Optional<PayloadStore> store) implements AutoCloseable {

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if that is no address of a store */
    static LatentClaims open(Optional<String> address) {
        try {
            return new LatentClaims(address.map(PayloadStores::open));
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, "trajectories.store: " + e.getMessage(), e);
        }
    }

    /**
     * The trajectory with its latents.
     *
     * @throws RejectedRecordException if the store does not have them, or has others
     * @throws FatalRoleException if there is no store, or it does not answer
     */
    Trajectory redeem(Trajectory trajectory) {
        try {
            return ClaimCheck.redeem(store, trajectory);
        } catch (NoStoreException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        } catch (PayloadException e) {
            throw new RejectedRecordException(e.getMessage());
        } catch (IOException e) {
            throw new FatalRoleException(ExitCode.UNAVAILABLE, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        store.ifPresent(PayloadStore::close);
    }
}
