package io.ddpo.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

class ClusterChecksTest {
    @Test
    void oneBrokerThatAnswersIsEnoughForClients() {
        List<Endpoint> brokers = List.of(new Endpoint("a", 1), new Endpoint("b", 2));

        assertThat(AddressCheck.judge(brokers, List.of())).isEqualTo(Finding.ok("address", "reached a:1, b:2"));
        assertThat(AddressCheck.judge(brokers, List.of("a:1 has no address")))
                .returns(Verdict.WARNING, Finding::verdict)
                .returns("a:1 has no address", Finding::found);
        assertThat(AddressCheck.judge(brokers, List.of("a:1 has no address", "b:2 has no address"))
                        .verdict())
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void aBrokerIsKnownByTheNewestMetadataItKnows() {
        assertThat(BrokerCheck.judge(MetadataVersion.IBP_4_3_IV0.featureLevel()))
                .isEqualTo(Finding.ok("broker", "Kafka 4.3"));
        assertThat(BrokerCheck.judge(MetadataVersion.IBP_4_2_IV1.featureLevel()).verdict())
                .isEqualTo(Verdict.WARNING);
        assertThat(BrokerCheck.judge(MetadataVersion.IBP_4_1_IV1.featureLevel()))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("Kafka 4.1, which has no share groups or Streams groups for production", Finding::found);
    }

    @Test
    void aBrokerOfTheFutureIsTaken() {
        assertThat(BrokerCheck.judge(1_000)).isEqualTo(Finding.ok("broker", "Kafka after 4.3"));
    }

    @Test
    void featuresThatAreOffAreWrongWithTheCommandThatSwitchesThemOn() {
        assertThat(FeaturesCheck.judge(Map.of("share.version", 1, "streams.version", 1)))
                .isEqualTo(Finding.ok("features", "share.version 1, streams.version 1"));
        assertThat(FeaturesCheck.judge(Map.of("streams.version", 1)))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("share.version 0, streams.version 1", Finding::found)
                .extracting(Finding::advice)
                .asString()
                .endsWith(" upgrade --feature share.version=1");
    }

    @Test
    void boundsOfShareGroupsHoldWithinThemselves() {
        Map<String, String> bounds = Map.of(
                "group.share.min.record.lock.duration.ms", "15000",
                "group.share.max.record.lock.duration.ms", "60000",
                "group.share.max.delivery.count.limit", "10");

        assertThat(ShareBoundsCheck.judge(Map.of(1, bounds), 30_000, 10))
                .isEqualTo(Finding.ok("share groups", "10 deliveries and a lock of 30 s are allowed"));
        assertThat(ShareBoundsCheck.judge(Map.of(1, bounds), 10_000, 10).found())
                .isEqualTo("broker 1 has group.share.min.record.lock.duration.ms = 15000, which is above 10000");
        assertThat(ShareBoundsCheck.judge(Map.of(1, bounds), 30_000, 11))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("broker 1 has group.share.max.delivery.count.limit = 10, which is below 11", Finding::found);
    }

    @Test
    void oneBrokerThatTakesNoLargeRequestIsEnough() {
        Map<String, String> small = Map.of("socket.request.max.bytes", "1000");
        Map<String, String> large = Map.of("socket.request.max.bytes", "100000");

        assertThat(RequestSizeCheck.judge(Map.of(1, large), 5_000).verdict()).isEqualTo(Verdict.OK);
        assertThat(RequestSizeCheck.judge(Map.of(1, large, 2, small), 5_000))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("broker 2 has socket.request.max.bytes = 1000", Finding::found);
    }

    @Test
    void aRegistryWithOtherSchemasIsWrong() {
        assertThat(RegistryCheck.judge("http://r:1", List.of()).verdict()).isEqualTo(Verdict.OK);
        assertThat(RegistryCheck.judge("http://r:1", List.of("ddpo.runs-value")))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("http://r:1 has other schemas for ddpo.runs-value", Finding::found);
    }
}
