package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.Comparator;
import java.util.List;

/**
 * An iteration whose every sample has an advantage or a failure.
 *
 * @param advantages sorted by request and index
 * @param nextOffset first offset of the run's advantages after it
 */
record ClosedIteration(int iteration, List<Advantage> advantages, IterationClosed closed, long nextOffset) {
    private static final Comparator<Advantage> CANONICAL =
            Comparator.comparing(Advantage::getRequestId).thenComparing(Advantage::getIndexInRequest);

    ClosedIteration {
        advantages = advantages.stream().sorted(CANONICAL).toList();
    }

    /**
     * Checks what was read against the closing record.
     *
     * @param read in the order of the log
     * @throws FatalRoleException if the closing record closes something else
     */
    static ClosedIteration of(int iteration, List<Advantage> read, IterationClosed closed, long closingOffset) {
        List<String> ids = read.stream().map(Advantage::getTrajectoryId).toList();
        require(iteration, ids.equals(closed.getTrajectoryIds()), "advantages of " + closed.getTrajectoryIds(), ids);
        String digest = IterationDigest.of(read);
        require(iteration, digest.equals(closed.getDigest()), "advantages with digest " + closed.getDigest(), digest);
        read.forEach(advantage -> require(
                iteration,
                advantage.getPolicyVersion() == closed.getPolicyVersion(),
                "trajectory " + advantage.getTrajectoryId() + " of version " + closed.getPolicyVersion(),
                advantage.getPolicyVersion()));
        return new ClosedIteration(iteration, read, closed, closingOffset + 1);
    }

    private static void require(int iteration, boolean holds, String expected, Object found) {
        if (!holds) {
            throw new FatalRoleException(
                    ExitCode.CONTRACT_BROKEN, "iteration " + iteration + ": expected " + expected + ", found " + found);
        }
    }
}
