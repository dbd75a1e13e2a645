package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.Manifest;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.local.archive.ArchiveEntry.MessageHeader;
import io.ddpo.local.archive.ArchiveEntry.Span;
import io.ddpo.local.archive.ArchiveEntry.WriterSchema;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistryException;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.serde.WireFormat;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Writes the committed records of a run to a file, up to where its log ends at the beginning. The run may go on meanwhile.
 */
public final class RunExport {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final InstantSource clock;

    /** @param registry stays open */
    public RunExport(KafkaClients kafka, SchemaRegistry registry, InstantSource clock) {
        this.kafka = kafka;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * What was written.
     *
     * @param unreadable records that were left out, since they are none of the contract: no role reads them either
     * @param stored trajectories whose latents lie in a store beside the log, and so not in the file
     */
    public record Exported(long records, long unreadable, long stored) {}

    /**
     * Fills a file beside its place, then moves it there.
     *
     * @param progress told of the share that is done, in [0, 1]
     * @throws SchemaRegistryException if the registry does not answer
     */
    public Exported write(RunNames run, Path path, DoubleConsumer progress) throws IOException {
        Path place = path.toAbsolutePath();
        Path partial = place.resolveSibling(place.getFileName() + ".partial");
        try (Consumer<byte[], byte[]> consumer =
                kafka.consumer("export", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Map.of())) {
            partial.toFile().deleteOnExit(); // an interruption does not come to the end of this
            Instant now = clock.instant();
            List<Span> spans = spans(consumer, run);
            Exported exported;
            try (ArchiveWriter archive = new ArchiveWriter(partial)) {
                archive.write(new Manifest(run.run(), now, spans));
                Copy copy = new Copy(run, consumer, archive, spans, progress);
                for (Span span : spans) {
                    copy.all(span);
                }
                archive.finish();
                exported = new Exported(archive.messages(), copy.unreadable, copy.stored);
            }
            Files.move(partial, place, StandardCopyOption.REPLACE_EXISTING);
            return exported;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Ends are asked for from what refers to what is referred to, so that nothing refers behind an end. */
    private static List<Span> spans(Consumer<?, ?> consumer, RunNames run) {
        List<String> topics = ArchivedTopics.of(run, consumer.listTopics().keySet());
        List<Span> spans = new ArrayList<>();
        for (String topic : ArchivedTopics.referringFirst(run, topics)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.endOffsets(partitions)
                    .forEach((partition, end) -> spans.add(new Span(topic, partition.partition(), end)));
        }
        spans.sort(Comparator.comparingInt((Span span) -> topics.indexOf(span.topic()))
                .thenComparingInt(Span::partition));
        return spans;
    }

    private final class Copy {
        private final RunNames run;
        private final Consumer<byte[], byte[]> consumer;
        private final ArchiveWriter archive;
        private final DoubleConsumer progress;
        private final Map<Integer, Optional<Schema>> known = new HashMap<>();
        private final Set<Integer> written = new HashSet<>();
        private final long total;
        private long done;
        private final AvroDeserializer<Trajectory> trajectories = new AvroDeserializer<>(registry, Trajectory.class);
        private long unreadable;
        private long stored;

        Copy(
                RunNames run,
                Consumer<byte[], byte[]> consumer,
                ArchiveWriter archive,
                List<Span> spans,
                DoubleConsumer progress) {
            this.run = run;
            this.consumer = consumer;
            this.archive = archive;
            this.progress = progress;
            this.total = Math.max(1, spans.stream().mapToLong(Span::end).sum());
        }

        void all(Span span) throws IOException {
            TopicSpec topic = ArchivedTopics.spec(run, span.topic()).orElseThrow();
            TopicPartition partition = new TopicPartition(span.topic(), span.partition());
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long begun = System.nanoTime();
            for (long at = -1; consumer.position(partition) < span.end(); ) {
                if (consumer.position(partition) > at) {
                    at = consumer.position(partition);
                    begun = System.nanoTime();
                } else if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new TimeoutException("[%s] expected records up to offset %d, got none beyond %d for %s"
                            .formatted(partition, span.end(), at, PATIENCE));
                }
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    if (message.offset() < span.end()) {
                        one(message, topic);
                    }
                }
                progress.accept((double) (done + Math.min(span.end(), consumer.position(partition))) / total);
            }
            done += span.end();
        }

        private void one(ConsumerRecord<byte[], byte[]> message, TopicSpec topic) throws IOException {
            Optional<ByteBuffer> value = Optional.ofNullable(message.value()).map(ByteBuffer::wrap);
            if (value.isPresent() && !isReadable(value.get(), topic)) {
                unreadable++;
                return;
            }
            if (value.isPresent() && topic.value() == Trajectory.class && isStored(message)) {
                stored++;
            }
            archive.write(new Message(
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    Instant.ofEpochMilli(message.timestamp()),
                    Optional.ofNullable(message.key()).map(ByteBuffer::wrap),
                    value,
                    StreamSupport.stream(message.headers().spliterator(), false)
                            .map(header -> new MessageHeader(
                                    header.key(),
                                    Optional.ofNullable(header.value()).map(ByteBuffer::wrap)))
                            .toList()));
        }

        /** What cannot be decoded is not for this to judge: it is copied as it is. */
        private boolean isStored(ConsumerRecord<byte[], byte[]> message) {
            try {
                return trajectories
                        .deserialize(message.topic(), message.value())
                        .getStored()
                        .isPresent();
            } catch (SerializationException e) {
                if (Unreadable.mayPass(e)) {
                    throw e;
                }
                return false;
            }
        }

        /** Writes the schema before the first value that has it. */
        private boolean isReadable(ByteBuffer value, TopicSpec topic) throws IOException {
            OptionalInt id = WireFormat.schemaId(value);
            if (id.isEmpty()) {
                return false;
            }
            Optional<Schema> schema = known.computeIfAbsent(id.getAsInt(), this::schema)
                    .filter(found -> found.getFullName().equals(topic.schema().getFullName()));
            if (schema.isPresent() && written.add(id.getAsInt())) {
                archive.write(new WriterSchema(id.getAsInt(), schema.get().toString()));
            }
            return schema.isPresent();
        }

        private Optional<Schema> schema(int id) {
            try {
                return Optional.of(registry.byId(id));
            } catch (SchemaRegistryException e) {
                if (e.getCause() instanceof IOException) {
                    throw e;
                }
                return Optional.empty();
            }
        }
    }
}
