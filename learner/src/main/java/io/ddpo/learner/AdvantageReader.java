package io.ddpo.learner;

import io.ddpo.learner.AdvantagePool.Candidate;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Collects the advantages of one iteration up to its closing record, whose ids and digest decide what belongs to it.
 * Everything else is stepped over. One thread at a time.
 */
final class AdvantageReader {
    private static final String STAGE = "advantages";

    private final Consumer<String, AdvantageEntry> consumer;
    private final TopicPartition partition;
    private final Rejects rejects;
    private final AdvantagePool pool = new AdvantagePool();
    private int iteration;
    private Set<String> requested = Set.of();

    /** @param consumer of committed records, without {@code auto.offset.reset}; stays open */
    AdvantageReader(Consumer<String, AdvantageEntry> consumer, String topic, Rejects rejects) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.rejects = rejects;
        consumer.assign(List.of(partition));
    }

    /**
     * Turns to an iteration.
     *
     * @param offset where its entries begin
     * @param trajectoryIds what was requested in it
     */
    void expect(int newIteration, long offset, Collection<String> trajectoryIds) {
        iteration = newIteration;
        requested = Set.copyOf(trajectoryIds);
        pool.clear();
        consumer.seek(partition, offset);
    }

    /**
     * Reads on, waiting for at most {@code patience}.
     *
     * @return the iteration once it is closed, samples without a finite advantage among its failures
     */
    Optional<ClosedIteration> poll(Duration patience) {
        for (LogEntry<AdvantageEntry> entry : LogEntry.poll(consumer, partition, patience)) {
            try {
                Optional<ClosedIteration> closed = take(entry);
                if (closed.isPresent()) {
                    return closed;
                }
            } catch (RejectedRecordException e) {
                rejects.add(entry, STAGE, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<ClosedIteration> take(LogEntry<AdvantageEntry> entry) {
        AdvantageEntry value = entry.value().orElseThrow(() -> new RejectedRecordException(entry.problem()));
        if (value.getIteration() != iteration) {
            throw new RejectedRecordException(
                    "expected an entry of iteration " + iteration + ", found one of " + value.getIteration());
        }
        if (value.getEntry() instanceof IterationClosed closed) {
            return Optional.of(close(closed, entry.offset()));
        }
        Advantage advantage = (Advantage) value.getEntry();
        if (!requested.contains(advantage.getTrajectoryId())) {
            throw new RejectedRecordException("expected a trajectory that was requested in iteration " + iteration
                    + ", found " + advantage.getTrajectoryId());
        }
        pool.add(entry, advantage);
        return Optional.empty();
    }

    /** @throws RejectedRecordException if this does not close what was requested and read */
    private ClosedIteration close(IterationClosed closed, long offset) {
        List<Candidate> chosen = pool.first(closed.getTrajectoryIds());
        if (!IterationDigest.of(advantages(chosen)).equals(closed.getDigest())) {
            chosen = pool.last(closed.getTrajectoryIds());
        }
        ClosedIteration whole = ClosedIteration.of(iteration, requested, advantages(chosen), closed, offset);
        pool.others(chosen)
                .forEach(other -> rejects.add(
                        other.entry(),
                        STAGE,
                        "expected one advantage of trajectory "
                                + other.advantage().getTrajectoryId() + ", found another"));
        return whole.without(unusable(chosen));
    }

    private Map<String, String> unusable(List<Candidate> chosen) {
        Map<String, String> unusable = new TreeMap<>();
        for (Candidate candidate : chosen) {
            Advantage advantage = candidate.advantage();
            if (!Double.isFinite(advantage.getAdvantage()) || !Double.isFinite(advantage.getReward())) {
                String reason = "expected a finite reward and a finite advantage, found " + advantage.getReward()
                        + " and " + advantage.getAdvantage();
                rejects.add(candidate.entry(), STAGE, reason);
                unusable.put(advantage.getTrajectoryId(), reason);
            }
        }
        return unusable;
    }

    private static List<Advantage> advantages(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::advantage).toList();
    }
}
