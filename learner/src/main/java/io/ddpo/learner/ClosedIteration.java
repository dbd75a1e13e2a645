package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * An iteration whose every sample has an advantage or a failure.
 *
 * @param advantages sorted by request and index
 * @param closed the closing record, with what turned out to be of no use among its failures
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
     * @param requested ids of the iteration
     * @param read in the order of the log
     * @throws RejectedRecordException if the closing record closes something else
     */
    static ClosedIteration of(
            int iteration, Set<String> requested, List<Advantage> read, IterationClosed closed, long closingOffset) {
        Set<String> named = new TreeSet<>(closed.getTrajectoryIds());
        closed.getFailures().forEach(failed -> named.add(failed.getTrajectoryId()));
        require(named.equals(requested), "a closing record of " + new TreeSet<>(requested), named);
        List<String> ids = read.stream().map(Advantage::getTrajectoryId).toList();
        require(ids.equals(closed.getTrajectoryIds()), "advantages of " + closed.getTrajectoryIds(), ids);
        String digest = IterationDigest.of(read);
        require(digest.equals(closed.getDigest()), "advantages with digest " + closed.getDigest(), digest);
        read.forEach(advantage -> require(
                advantage.getPolicyVersion() == closed.getPolicyVersion(),
                "trajectory " + advantage.getTrajectoryId() + " of version " + closed.getPolicyVersion(),
                advantage.getPolicyVersion()));
        return new ClosedIteration(iteration, read, closed, closingOffset + 1);
    }

    private static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new RejectedRecordException("expected " + expected + ", found " + found);
        }
    }

    /**
     * The iteration without some samples, which count as failed.
     *
     * @param unusable reason by trajectory id
     */
    ClosedIteration without(Map<String, String> unusable) {
        if (unusable.isEmpty()) {
            return this;
        }
        List<Advantage> kept = advantages.stream()
                .filter(advantage -> !unusable.containsKey(advantage.getTrajectoryId()))
                .toList();
        List<FailedSample> failures = new ArrayList<>(closed.getFailures());
        unusable.forEach((id, reason) -> failures.add(new FailedSample(id, new Failure("learner", reason))));
        failures.sort(Comparator.comparing(FailedSample::getTrajectoryId));
        double mean = rewards(kept).average().orElse(Double.NaN);
        double variance = rewards(kept)
                .map(reward -> (reward - mean) * (reward - mean))
                .average()
                .orElse(Double.NaN);
        IterationClosed now = IterationClosed.newBuilder(closed)
                .setTrajectoryIds(kept.stream().map(Advantage::getTrajectoryId).toList())
                .setFailures(failures)
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(variance))
                .build();
        return new ClosedIteration(iteration, kept, now, nextOffset);
    }

    /** What becomes of it when nothing of it is trained on. */
    IterationResult discarded(Set<String> quarantined) {
        Map<String, Long> counted = Map.of(
                Counters.DISCARDED, (long) advantages.size(),
                Counters.FAILED, (long) closed.getFailures().size(),
                Counters.DISCARDED_ITERATIONS, 1L);
        return new IterationResult(nextOffset, counted, quarantined, List.of());
    }

    private static DoubleStream rewards(List<Advantage> advantages) {
        return advantages.stream().mapToDouble(Advantage::getReward);
    }
}
