package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/**
 * Whether the run is over, as its latest manifest says; what is none of its manifests is the learner's to report. One thread
 * at a time.
 */
public final class RunEnd {
    private final Consumer<?, WeightsManifest> manifests;
    private boolean over;

    /** @param manifests of committed records, without a group; assigned here, closed by its owner */
    public RunEnd(Consumer<?, WeightsManifest> manifests, String topic) {
        this.manifests = manifests;
        TopicPartition partition = new TopicPartition(topic, 0);
        manifests.assign(List.of(partition));
        manifests.seekToBeginning(List.of(partition));
    }

    /** Takes in what was committed meanwhile, waiting for it up to {@code patience}: whether the run is over. */
    public boolean isOver(Duration patience) {
        try {
            manifests.poll(patience).forEach(this::take);
        } catch (RecordDeserializationException e) {
            Unreadable.stepOver(manifests, e);
        }
        return over;
    }

    private void take(ConsumerRecord<?, WeightsManifest> message) {
        if (message.value() != null && isOfThisRun(message)) {
            RunState state = message.value().getState();
            over = state == RunState.STOPPED || state == RunState.FINISHED;
        }
    }

    private static boolean isOfThisRun(ConsumerRecord<?, WeightsManifest> message) {
        String run = message.value().getRun();
        return RunNames.isValid(run) && new RunNames(run).weightsVersions().equals(message.topic());
    }
}
