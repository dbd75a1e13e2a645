package io.ddpo.local.doctor;

import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the registry answers, and this release reads what the cluster's list of runs was written with. */
record RegistryCheck(SchemaRegistry registry, String url) implements Check {
    private static final String NAME = "registry";
    private static final String REMEDY = "start the registry, or correct --registry or its user in --config";
    private static final int PATIENCE_S = 10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        Optional<String> fault = url.equals(SchemaRegistries.MEMORY) ? Optional.empty() : fault();
        if (fault.isPresent()) {
            return Finding.wrong(NAME, fault.get(), REMEDY);
        }
        try {
            return judge(
                    url,
                    CompletableFuture.supplyAsync(() -> refused(registry, TopicCatalogue.cluster()))
                            .get(PATIENCE_S, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Finding.wrong(NAME, "%s does not answer within %d s".formatted(url, PATIENCE_S), REMEDY);
        }
    }

    /** Of the last server if none of them takes connections. */
    private Optional<String> fault() {
        List<Optional<String>> faults = Arrays.stream(url.split(","))
                .map(server -> Endpoint.of(server).fault())
                .toList();
        return faults.stream().allMatch(Optional::isPresent) ? faults.get(0) : Optional.empty();
    }

    @Override
    public String remedy() {
        return REMEDY;
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
                ? Finding.ok(NAME, url + (url.equals(SchemaRegistries.MEMORY) ? ", which needs no server" : " answers"))
                : Finding.wrong(
                        NAME,
                        "%s has other schemas for %s".formatted(url, String.join(", ", refused)),
                        "take the release that wrote them, or a registry of its own for this cluster");
    }
}
