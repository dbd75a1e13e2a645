package io.ddpo.local.bench;

import io.ddpo.service.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What the broker keeps of a topic that nothing was removed from. */
record LogSize(long records, long bytes) {
    static LogSize of(KafkaClients kafka, String topic) throws Exception {
        try (Admin admin = kafka.admin("size")) {
            Map<TopicPartition, OffsetSpec> ends =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition.partition()),
                                    partition -> OffsetSpec.latest()));
            long records = admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
            long bytes = admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .map(LogDirDescription::replicaInfos)
                    .flatMap(replicas -> replicas.entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(topic))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
            return new LogSize(records, bytes);
        }
    }

    /** Of one record, with all that the log needs beside it. */
    double bytesEach() {
        return (double) bytes / records;
    }
}
