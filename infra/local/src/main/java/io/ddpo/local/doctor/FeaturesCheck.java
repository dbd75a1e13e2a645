package io.ddpo.local.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.server.common.ShareVersion;
import org.apache.kafka.server.common.StreamsVersion;

/** Whether share groups, in which requests are divided, and Streams groups are switched on. */
record FeaturesCheck(Admin admin) implements ClusterCheck {
    private static final String NAME = "features";
    private static final List<String> NEEDED = List.of(ShareVersion.FEATURE_NAME, StreamsVersion.FEATURE_NAME);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        Map<String, Integer> levels = new HashMap<>();
        admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .forEach((feature, range) -> levels.put(feature, (int) range.maxVersionLevel()));
        return judge(levels);
    }

    /** @param levels of what is switched on, by feature */
    static Finding judge(Map<String, Integer> levels) {
        List<String> off = NEEDED.stream()
                .filter(feature -> levels.getOrDefault(feature, 0) < 1)
                .toList();
        String found = NEEDED.stream()
                .map(feature -> feature + " " + levels.getOrDefault(feature, 0))
                .collect(Collectors.joining(", "));
        return off.isEmpty()
                ? Finding.ok(NAME, found)
                : Finding.wrong(
                        NAME,
                        found,
                        "run: kafka-features.sh --bootstrap-server HOST:PORT upgrade"
                                + off.stream()
                                        .map(feature -> " --feature " + feature + "=1")
                                        .collect(Collectors.joining()));
    }
}
