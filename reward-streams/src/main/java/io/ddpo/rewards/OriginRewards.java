package io.ddpo.rewards;

import io.ddpo.rewards.advantage.TrackerFold;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the tracker of a run remembers of the run that it began with: read when it is asked for, and closed again. */
record OriginRewards(KafkaClients kafka, SchemaRegistry registry, RunSpecification run)
        implements Supplier<Map<String, List<Double>>> {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public Map<String, List<Double>> get() {
        TrackerFold fold = new TrackerFold(run.getAdvantages());
        run.getOrigin().ifPresent(origin -> read(origin, fold));
        return fold.remembered();
    }

    /** What the other run began with comes first. */
    private void read(Origin origin, TrackerFold fold) {
        if (origin.getAdvantagesOffset() > 0) {
            RunNames other = new RunNames(origin.getRun());
            specification(other).getOrigin().ifPresent(before -> read(before, fold));
            read(other.advantages(), origin.getAdvantagesOffset(), fold);
        }
    }

    private RunSpecification specification(RunNames other) {
        try (Consumer<String, Control> control = consumer(Control.class)) {
            return RunSpecifications.read(control, other, PATIENCE)
                    .orElseThrow(() -> new FatalRoleException(
                            ExitCode.UNAVAILABLE,
                            "run %s: expected run %s, whose rewards its tracker begins with, found none"
                                    .formatted(run.getRun(), other.run())));
        }
    }

    private void read(String topic, long end, TrackerFold fold) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<String, AdvantageEntry> entries = consumer(AdvantageEntry.class)) {
            entries.assign(List.of(partition));
            entries.seek(partition, 0);
            while (entries.position(partition) < end) {
                read(entries, end, fold);
            }
        }
    }

    private <T extends SpecificRecord> Consumer<String, T> consumer(Class<T> type) {
        return kafka.consumer("origin", new StringDeserializer(), new AvroDeserializer<>(registry, type), Map.of());
    }

    private static void read(Consumer<String, AdvantageEntry> entries, long end, TrackerFold fold) {
        try {
            entries.poll(POLL).forEach(message -> {
                if (message.offset() < end && message.value() != null) {
                    fold.add(message.value());
                }
            });
        } catch (RecordDeserializationException e) {
            Unreadable.stepOver(entries, e);
        }
    }
}
