package io.ddpo.local.archive;

import io.ddpo.learner.RunCreator;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.local.archive.ArchiveEntry.Span;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.registry.ContractSchemas;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.specification.SpecificationDigest;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Writes an archive into a log that has no such run, every record at the offset that it had. */
public final class RunImport {
    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final InstantSource clock;

    /** @param registry stays open */
    public RunImport(KafkaClients kafka, SchemaRegistry registry, InstantSource clock) {
        this.kafka = kafka;
        this.registry = registry;
        this.clock = clock;
    }

    /** What was written. */
    public record Imported(String run, long records) {}

    /**
     * Reads the file twice: nothing is written before it is known to be whole.
     *
     * @param progress told of the share that is done, in [0, 1]
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the file is not whole, or the log has the run already
     */
    public Imported read(Path path, DoubleConsumer progress) {
        ArchiveReader archive = new ArchiveReader(path);
        ArchiveContents contents = ArchiveContents.of(archive, share -> progress.accept(share / 2));
        boolean sameIds = prepare(contents);
        Translation translation = new Translation(contents.schemas(), registry);
        try (AlignedLog log = new AlignedLog(kafka, contents.run())) {
            Copy copy = new Copy(log, contents.manifest().spans());
            archive.read((entry, share) -> {
                if (entry instanceof Message message) {
                    if (sameIds) {
                        copy.add(message);
                    } else {
                        translation.of(contents.topic(message.topic()), message).ifPresent(copy::add);
                    }
                }
                progress.accept((1 + share) / 2);
            });
            copy.finish();
            enter(contents.run());
            return new Imported(contents.run().run(), copy.records);
        }
    }

    /**
     * Creates the topics.
     *
     * @return whether the registry has the ids of the file
     */
    private boolean prepare(ArchiveContents contents) {
        List<TopicSpec> topics = withOthers(contents.run(), contents.topics());
        try (Admin admin = kafka.admin("create")) {
            requireNew(admin, contents.run());
            boolean sameIds = contents.register(registry);
            ContractSchemas.register(registry, topics);
            Topics.create(admin, topics);
            return sameIds;
        }
    }

    /** Topics that the run had not, and the list of runs. */
    private static List<TopicSpec> withOthers(RunNames run, List<TopicSpec> topics) {
        Set<String> names = new HashSet<>(topics.stream().map(TopicSpec::name).toList());
        List<TopicSpec> all = new ArrayList<>(topics);
        Stream.concat(TopicCatalogue.of(run).stream(), TopicCatalogue.cluster().stream())
                .filter(topic -> names.add(topic.name()))
                .forEach(all::add);
        return all;
    }

    private static void requireNew(Admin admin, RunNames run) {
        try {
            if (admin.listTopics().names().get().stream().anyMatch(topic -> topic.startsWith(run.prefix()))) {
                throw new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "run %s: expected a log without it, found its topics; ddpo delete-run --run %s removes a run"
                                .formatted(run.run(), run.run()));
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    /** Enters the run in the list of runs as it was created; no roles are wanted. */
    private void enter(RunNames run) {
        List<Control> created = new ArrayList<>();
        new TopicScan(kafka, registry).each(run.control(), Control.class, message -> {
            if (message.value().getCommand() instanceof CreateRun && created.isEmpty()) {
                created.add(message.value());
            }
        });
        try (RunRegistry runs = new RunCreator(kafka, registry, clock).runs()) {
            for (Control command : created) {
                runs.register(RunEntry.newBuilder()
                        .setRun(run.run())
                        .setSpecificationSha256(
                                SpecificationDigest.of(((CreateRun) command.getCommand()).getSpecification()))
                        .setRoles(Map.of())
                        .setTimestamp(command.getTimestamp())
                        .setWho(command.getWho())
                        .setWhy(command.getWhy())
                        .build());
            }
        }
    }

    /** Partitions one after the other, as the manifest has them. */
    private static final class Copy {
        private final AlignedLog log;
        private final List<Span> spans;
        private int at;
        private AlignedPartition partition;
        private long records;

        Copy(AlignedLog log, List<Span> spans) {
            this.log = log;
            this.spans = spans;
            this.partition = open();
        }

        private AlignedPartition open() {
            Span span = spans.get(at);
            return new AlignedPartition(log, new TopicPartition(span.topic(), span.partition()));
        }

        void add(Message message) {
            while (!spans.get(at).topic().equals(message.topic())
                    || spans.get(at).partition() != message.partition()) {
                next();
            }
            partition.add(message);
            records++;
        }

        private void next() {
            partition.finish(spans.get(at).end());
            at++;
            partition = open();
        }

        void finish() {
            while (at < spans.size() - 1) {
                next();
            }
            partition.finish(spans.get(at).end());
        }
    }
}
