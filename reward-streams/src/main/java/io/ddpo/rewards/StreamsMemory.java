package io.ddpo.rewards;

import io.ddpo.rewards.topology.RewardTopology;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** What the reward streams of a run remember: the changelogs of their stores, which lie beside the run in the same log. */
public final class StreamsMemory {
    private StreamsMemory() {}

    /**
     * Makes sure that a run with rewards has it. Without, the streams would begin with the first sample again and close every
     * iteration a second time.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it has not
     */
    public static void require(Admin admin, RunNames run) {
        try {
            Set<String> topics = admin.listTopics().names().get();
            if (topics.contains(run.rewards())
                    && !topics.contains(RewardTopology.progressTopic(run))
                    && end(admin, new TopicPartition(run.rewards(), 0)) > 0) {
                throw new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "run %s: expected what its reward streams remember of its rewards, found none in this log, as after"
                                        .formatted(run.run())
                                + " ddpo import-run; it can be replayed and forked, and not go on itself");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    private static long end(Admin admin, TopicPartition partition) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
