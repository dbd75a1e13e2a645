package io.ddpo.local.archive;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which topics of a run an archive has: all of the contract, but not the heartbeats, which are about processes that will be
 * gone, and not what Kafka Streams keeps for itself.
 */
final class ArchivedTopics {
    private ArchivedTopics() {}

    /** Those that are there, what is referred to before what refers to it. */
    static List<String> of(RunNames run, Collection<String> there) {
        Stream<String> labelled = there.stream()
                .filter(topic -> topic.startsWith(run.scores() + "."))
                .sorted();
        return Stream.concat(TopicCatalogue.of(run).stream().map(TopicSpec::name), labelled)
                .filter(there::contains)
                .filter(topic -> !topic.equals(run.workers()))
                .toList();
    }

    /**
     * The same for moments: a manifest refers to advantages, commands, moments of the optimiser and weights, an advantage to
     * rewards and samples, and those to trajectories.
     */
    static List<String> referringFirst(RunNames run, List<String> topics) {
        List<String> order = new ArrayList<>(List.of(run.weightsVersions(), run.metrics(), run.advantages()));
        order.removeIf(topic -> !topics.contains(topic));
        List<String> referred = List.of(run.rewards(), run.samples(), run.trajectories());
        topics.stream()
                .filter(topic -> !order.contains(topic) && !referred.contains(topic))
                .forEach(order::add);
        referred.stream().filter(topics::contains).forEach(order::add);
        return List.copyOf(order);
    }

    /** What the contract says of a topic of a run; empty if it knows none such. */
    static Optional<TopicSpec> spec(RunNames run, String topic) {
        if (topic.startsWith(run.scores() + ".")) {
            return Optional.of(
                    TopicCatalogue.scores(run, topic.substring(run.scores().length() + 1)));
        }
        return TopicCatalogue.of(run).stream()
                .filter(spec -> spec.name().equals(topic))
                .findFirst();
    }
}
