package io.ddpo.local.doctor;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.util.List;

/** Whether the registry answers, and this release reads what the cluster's list of runs was written with. */
record RegistryCheck(SchemaRegistry registry, String url) implements Check {
    private static final String NAME = "registry";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        return judge(url, refused(registry, TopicCatalogue.cluster()));
    }

    @Override
    public String remedy() {
        return "start the registry, or correct --registry or its user in --config";
    }

    /** Subjects with schemas that those of this release do not read. */
    static List<String> refused(SchemaRegistry registry, List<TopicSpec> topics) {
        return topics.stream()
                .filter(topic -> !registry.isBackwardTransitive(topic.subject(), topic.schema()))
                .map(TopicSpec::subject)
                .toList();
    }

    static Finding judge(String url, List<String> refused) {
        return refused.isEmpty()
                ? Finding.ok(NAME, url + " answers")
                : Finding.wrong(
                        NAME,
                        "%s has other schemas for %s".formatted(url, String.join(", ", refused)),
                        "take the release that wrote them, or a registry of its own for this cluster");
    }
}
