package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.Manifest;
import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.local.archive.ArchiveEntry.Span;
import io.ddpo.local.archive.ArchiveEntry.WriterSchema;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.WireFormat;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** What an archive has, without its records. The whole of it was read and is sound. */
final class ArchiveContents {
    private final Path path;
    private final FileSchemas schemas = new FileSchemas();
    private final Map<String, Set<Integer>> ids = new LinkedHashMap<>();
    private final Map<String, TopicSpec> topics = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Long>> reached = new HashMap<>();
    private Manifest manifest;
    private int span;

    private ArchiveContents(Path path) {
        this.path = path;
    }

    /**
     * Reads it all.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it is not whole, or no run of this contract
     */
    static ArchiveContents of(ArchiveReader archive, DoubleConsumer progress) {
        ArchiveContents contents = new ArchiveContents(archive.path());
        archive.read((entry, share) -> {
            if (entry instanceof Manifest first) {
                contents.begin(first);
            } else if (entry instanceof WriterSchema writer) {
                contents.schemas.add(writer);
            } else if (entry instanceof Message message) {
                contents.add(message);
            }
            progress.accept(share);
        });
        return contents;
    }

    private void begin(Manifest first) {
        require(RunNames.isValid(first.run()), "run: expected " + RunNames.EXPECTED + ", found '" + first.run() + "'");
        require(!first.spans().isEmpty(), "expected topics of run %s, found none".formatted(first.run()));
        manifest = first;
        for (Span one : first.spans()) {
            TopicSpec spec = ArchivedTopics.spec(run(), one.topic())
                    .filter(topic -> one.partition() >= 0 && one.partition() < topic.partitions())
                    .orElseThrow(() -> refusal("expected partitions of run %s, found partition %d of topic %s"
                            .formatted(first.run(), one.partition(), one.topic())));
            topics.put(one.topic(), spec);
        }
    }

    /** Records follow each other as the manifest has their partitions. */
    private void add(Message message) {
        while (span < manifest.spans().size() && !isOf(message, manifest.spans().get(span))) {
            span++;
        }
        long next = reached.getOrDefault(message.topic(), Map.of()).getOrDefault(message.partition(), 0L);
        require(
                span < manifest.spans().size()
                        && message.offset() >= next
                        && message.offset() < manifest.spans().get(span).end(),
                "expected records by partition and offset, found topic %s partition %d offset %d out of order"
                        .formatted(message.topic(), message.partition(), message.offset()));
        reached.computeIfAbsent(message.topic(), topic -> new HashMap<>())
                .put(message.partition(), message.offset() + 1);
        message.value()
                .map(WireFormat::schemaId)
                .ifPresent(
                        id -> id.ifPresent(known -> ids.computeIfAbsent(message.topic(), topic -> new LinkedHashSet<>())
                                .add(known)));
    }

    private static boolean isOf(Message message, Span span) {
        return span.topic().equals(message.topic()) && span.partition() == message.partition();
    }

    /**
     * Registers the schemas of the file, each under the topics that use it, older ones first.
     *
     * @return whether the registry has the same ids for all of them, so that values need no change
     * @throws io.ddpo.schemas.registry.SchemaRegistryException if the registry refuses or does not answer
     */
    boolean register(SchemaRegistry registry) {
        boolean same = true;
        for (Map.Entry<String, Set<Integer>> used : ids.entrySet()) {
            String subject = TopicSpec.subject(used.getKey());
            for (int id : used.getValue()) {
                same &= registry.register(subject, schemas.byId(id)) == id;
            }
        }
        return same;
    }

    RunNames run() {
        return new RunNames(manifest.run());
    }

    Manifest manifest() {
        return manifest;
    }

    List<TopicSpec> topics() {
        return List.copyOf(topics.values());
    }

    TopicSpec topic(String name) {
        return topics.get(name);
    }

    SchemaRegistry schemas() {
        return schemas;
    }

    private void require(boolean fulfilled, String sentence) {
        if (!fulfilled) {
            throw refusal(sentence);
        }
    }

    private FatalRoleException refusal(String sentence) {
        return new FatalRoleException(ExitCode.BAD_INPUT, "[%s] %s".formatted(path, sentence));
    }
}
