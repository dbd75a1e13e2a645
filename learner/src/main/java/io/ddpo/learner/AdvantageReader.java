package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Collects the advantages of one iteration up to its closing record. One thread at a time. */
final class AdvantageReader {
    private final Consumer<String, AdvantageEntry> consumer;
    private final TopicPartition partition;
    private final List<Advantage> collected = new ArrayList<>();
    private int iteration;

    /** @param consumer of committed records, without {@code auto.offset.reset}; stays open */
    AdvantageReader(Consumer<String, AdvantageEntry> consumer, String topic) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
    }

    /** Turns to an iteration, whose entries begin at {@code offset}. */
    void expect(int newIteration, long offset) {
        iteration = newIteration;
        collected.clear();
        consumer.seek(partition, offset);
    }

    /**
     * Reads on, waiting for at most {@code patience}.
     *
     * @return the iteration once it is closed
     * @throws FatalRoleException if the entries are not those of this iteration
     */
    Optional<ClosedIteration> poll(Duration patience) {
        for (ConsumerRecord<String, AdvantageEntry> message :
                consumer.poll(patience).records(partition)) {
            AdvantageEntry entry = message.value();
            if (entry == null || entry.getIteration() != iteration) {
                throw new FatalRoleException(
                        ExitCode.CONTRACT_BROKEN,
                        "topic " + message.topic() + " offset " + message.offset() + ": expected an entry of iteration "
                                + iteration + ", found " + (entry == null ? "none" : "one of " + entry.getIteration()));
            }
            if (entry.getEntry() instanceof IterationClosed closed) {
                return Optional.of(ClosedIteration.of(iteration, collected, closed, message.offset()));
            }
            collected.add((Advantage) entry.getEntry());
        }
        return Optional.empty();
    }
}
