package io.ddpo.local.doctor;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.server.common.MetadataVersion;

/** Whether brokers let us in, and are new enough. They do not tell their release, but the newest metadata they know. */
record BrokerCheck(Admin admin) implements ClusterCheck {
    static final String NAME = "broker";

    /** The first in which both share groups and Streams groups are for production. */
    private static final MetadataVersion OLDEST = MetadataVersion.IBP_4_2_IV1;

    private static final MetadataVersion TRIED = MetadataVersion.IBP_4_3_IV0;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
        SupportedVersionRange metadata = features.supportedFeatures().get(MetadataVersion.FEATURE_NAME);
        if (metadata == null) {
            throw new UnsupportedVersionException("the broker knows no " + MetadataVersion.FEATURE_NAME);
        }
        return judge(metadata.maxVersion());
    }

    /** @param newest level of metadata that the broker knows */
    static Finding judge(int newest) {
        String found = "Kafka " + release(newest);
        String advice = "take Kafka 4.3.1, on which this is tested";
        if (newest < OLDEST.featureLevel()) {
            return Finding.wrong(NAME, found + ", which has no share groups or Streams groups for production", advice);
        }
        return newest < TRIED.featureLevel()
                ? Finding.warning(NAME, found + ", whose share groups may deadlock", advice)
                : Finding.ok(NAME, found);
    }

    private static String release(int level) {
        return Arrays.stream(MetadataVersion.VERSIONS)
                .filter(version -> version.featureLevel() == level)
                .map(MetadataVersion::shortVersion)
                .findFirst()
                .orElse(level > TRIED.featureLevel() ? "after " + TRIED.shortVersion() : "3 or older");
    }
}
