package io.ddpo.local.cluster;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How many samplers the last command to a run wants. One thread. */
final class SamplersWanted implements AutoCloseable {
    private final Consumer<String, Control> commands;
    private int count;

    /**
     * Reads all commands there are.
     *
     * @param atFirst how many, as long as no command says otherwise
     */
    SamplersWanted(KafkaClients kafka, SchemaRegistry registry, RunNames run, int atFirst) {
        commands = kafka.consumer(
                "samplers", new StringDeserializer(), new AvroDeserializer<>(registry, Control.class), Map.of());
        count = atFirst;
        TopicPartition partition = new TopicPartition(run.control(), 0);
        commands.assign(List.of(partition));
        commands.seekToBeginning(List.of(partition));
        long end = commands.endOffsets(List.of(partition)).get(partition);
        while (commands.position(partition) < end) {
            look(Duration.ofMillis(100));
        }
    }

    int count() {
        return count;
    }

    /** Takes in what was commanded meanwhile. Without a broker nothing is. */
    void look(Duration atMost) {
        try {
            for (ConsumerRecord<String, Control> command : commands.poll(atMost)) {
                if (command.value() != null && command.value().getCommand() instanceof SetSamplers wanted) {
                    count = wanted.getCount();
                }
            }
        } catch (RecordDeserializationException e) {
            if (!(e.getCause() instanceof SerializationException cause && Unreadable.mayPass(cause))) {
                Unreadable.stepOver(commands, e);
            }
        }
    }

    @Override
    public void close() {
        commands.close();
    }
}
