package io.ddpo.rewards;

import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Whether the run is over, as its latest manifest says. One thread at a time. */
final class RunEnd {
    private final Consumer<?, WeightsManifest> manifests;
    private boolean over;

    /** @param manifests of committed records, without a group; assigned here, closed by its owner */
    RunEnd(Consumer<?, WeightsManifest> manifests, String topic) {
        this.manifests = manifests;
        TopicPartition partition = new TopicPartition(topic, 0);
        manifests.assign(List.of(partition));
        manifests.seekToBeginning(List.of(partition));
    }

    /** Takes in what was committed meanwhile, waiting for it up to {@code patience}: whether the run is over. */
    boolean isOver(Duration patience) {
        for (ConsumerRecord<?, WeightsManifest> message : manifests.poll(patience)) {
            if (message.value() != null) {
                RunState state = message.value().getState();
                over = state == RunState.STOPPED || state == RunState.FINISHED;
            }
        }
        return over;
    }
}
