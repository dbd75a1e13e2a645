package io.ddpo.schemas.payload;

import io.ddpo.schemas.avro.StoredPayload;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Trajectories whose latents are too large for a record: the latents lie in a store, and the record says where. What the
 * record says is part of what its location's digest covers, so that the latents are checked as if they were in it.
 */
public final class ClaimCheck {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private ClaimCheck() {}

    /**
     * Puts the latents of a trajectory into a store. To be called before the record is published: what a reader of the
     * log finds is there. The key comes from the content, so that a repetition changes nothing.
     *
     * @param run whose trajectory it is
     * @return the trajectory to be published
     * @throws IOException if the store does not take them
     */
    public static Trajectory deposit(PayloadStore store, String run, Trajectory trajectory) throws IOException {
        ByteBuffer latents = trajectory.getLatents();
        String sha256 = sha256(latents);
        String key = run + "/" + sha256;
        store.put(key, latents.duplicate());
        return Trajectory.newBuilder(trajectory)
                .setLatents(NOTHING.duplicate())
                .setStored(new StoredPayload(key, (long) latents.remaining(), sha256))
                .build();
    }

    /**
     * The trajectory with its latents, wherever they lie.
     *
     * @param store needed only if they lie in one
     * @throws PayloadException if there is no store, or it does not have them, or has others
     * @throws IOException if the store does not answer
     */
    public static Trajectory redeem(Optional<PayloadStore> store, Trajectory trajectory) throws IOException {
        Optional<StoredPayload> stored = trajectory.getStored();
        return stored.isEmpty()
                ? trajectory
                : Trajectory.newBuilder(trajectory)
                        .setLatents(latents(store, trajectory.getId(), stored.get()))
                        .setStored(null)
                        .build();
    }

    private static ByteBuffer latents(Optional<PayloadStore> store, String id, StoredPayload wanted)
            throws IOException {
        PayloadStore there = store.orElseThrow(() -> new NoStoreException(
                "trajectory " + id + ": expected its latents in a store (trajectories.store), found none set here"));
        String what =
                "trajectory " + id + ": expected its latents in store " + there.place() + " under " + wanted.getKey();
        if (!PayloadStore.KEY.matcher(wanted.getKey()).matches()) {
            throw new PayloadException(what + ", found that this is no key");
        }
        Optional<byte[]> found = there.get(wanted.getKey());
        if (found.isEmpty()) {
            throw new PayloadException(what + ", found nothing");
        }
        byte[] bytes = found.get();
        if (bytes.length != wanted.getByteLength()) {
            throw new PayloadException(what + ": " + wanted.getByteLength() + " bytes, found " + bytes.length);
        }
        String sha256 = Sha256.hex(bytes);
        if (!sha256.equals(wanted.getSha256())) {
            throw new PayloadException(what + " with SHA-256 " + wanted.getSha256() + ", found " + sha256);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static String sha256(ByteBuffer bytes) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(bytes.duplicate());
        return Sha256.hex(digest);
    }
}
