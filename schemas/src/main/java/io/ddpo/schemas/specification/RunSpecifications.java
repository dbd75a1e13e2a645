package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/** What a run is, as its log says. */
public final class RunSpecifications {
    private RunSpecifications() {}

    /**
     * Reads the specification of a run from its first command, waiting for it. Records that cannot be read at all are
     * stepped over.
     *
     * @param control of committed records, without a group; it is assigned anew and not closed, and a
     *     {@link Consumer#wakeup} ends the wait
     * @param patience how long to wait
     * @return empty if the run was not created by then, which includes that its topics do not exist
     * @throws SpecificationException if the first command does not create this run, or the specification is not sound
     * @throws org.apache.kafka.common.KafkaException if the cluster refuses
     */
    public static Optional<RunSpecification> read(Consumer<?, Control> control, RunNames run, Duration patience) {
        TopicPartition partition = new TopicPartition(run.control(), 0);
        control.assign(List.of(partition));
        control.seekToBeginning(List.of(partition));
        long start = System.nanoTime();
        Duration left = patience;
        while (!left.isNegative()) {
            try {
                for (ConsumerRecord<?, Control> command : control.poll(left)) {
                    return Optional.of(specification(command, run));
                }
            } catch (RecordDeserializationException e) {
                Unreadable.stepOver(control, e);
            }
            left = patience.minusNanos(System.nanoTime() - start);
        }
        return Optional.empty();
    }

    private static RunSpecification specification(ConsumerRecord<?, Control> first, RunNames run) {
        String place = "topic " + first.topic() + " offset " + first.offset() + ": ";
        Object command = first.value() == null ? null : first.value().getCommand();
        if (!(command instanceof CreateRun create)) {
            String found = command == null ? "none" : command.getClass().getSimpleName();
            throw new SpecificationException(place + "expected the command CreateRun first, found " + found);
        }
        RunSpecification specification = create.getSpecification();
        List<String> problems = SpecificationCheck.problems(specification);
        if (!problems.isEmpty()) {
            throw new SpecificationException(place + String.join("; ", problems));
        }
        if (!specification.getRun().equals(run.run())) {
            throw new SpecificationException(place + "expected the specification of run " + run.run()
                    + ", found that of " + specification.getRun());
        }
        return specification;
    }
}
