package io.ddpo.local.catalogue;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Optional;

/**
 * One run as its log has it.
 *
 * @param specification it was created with; empty where the creation was cut short
 * @param last its newest version; empty before there is one
 * @param topics everything under its prefix
 */
public record RunFigures(
        String run,
        Optional<RunSpecification> specification,
        Optional<WeightsManifest> last,
        List<TopicFigures> topics) {
    public RunFigures {
        topics = List.copyOf(topics);
    }

    /** What it takes on the disks of all brokers. */
    public long bytes() {
        return topics.stream().mapToLong(TopicFigures::bytes).sum();
    }

    /** The run whose samples it is trained on. */
    Optional<String> source() {
        return specification.flatMap(RunSpecification::getReplay).map(replay -> replay.getRun());
    }
}
