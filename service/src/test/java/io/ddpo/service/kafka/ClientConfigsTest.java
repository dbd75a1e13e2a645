package io.ddpo.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientConfigsTest {
    @Test
    void aProducerLosesNothingAndTakesLargeRecords() {
        assertThat(configs(Map.of()).of(ClientKind.PRODUCER, Map.of()))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.request.size", "33554432")
                .containsEntry("buffer.memory", "67108864");
    }

    @Test
    void aConsumerReadsOnlyWhatIsCommittedFromWhereItIsTold() {
        assertThat(configs(Map.of()).of(ClientKind.CONSUMER, Map.of()))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("enable.auto.commit", "false");
    }

    @Test
    void aShareConsumerAcknowledgesExplicitly() {
        assertThat(configs(Map.of()).of(ClientKind.SHARECONSUMER, Map.of()))
                .containsOnly(
                        Map.entry("share.acknowledgement.mode", "explicit"),
                        Map.entry("share.acquire.mode", "record_limit"));
    }

    @Test
    void streamsProcessesExactlyOnce() {
        assertThat(configs(Map.of()).of(ClientKind.STREAMS, Map.of()))
                .containsOnly(Map.entry("processing.guarantee", "exactly_once_v2"));
    }

    @Test
    void aSettingForAllReachesEveryKindAndAScopedOneOnlyItsOwn() {
        ClientConfigs configs = configs(Map.of(
                "security.protocol", "SSL",
                "producer.linger.ms", "5",
                "shareconsumer.fetch.max.wait.ms", "100",
                "streams.num.stream.threads", "2"));

        for (ClientKind kind : ClientKind.values()) {
            assertThat(configs.of(kind, Map.of())).as(kind.name()).containsEntry("security.protocol", "SSL");
        }
        assertThat(configs.of(ClientKind.PRODUCER, Map.of())).containsEntry("linger.ms", "5");
        assertThat(configs.of(ClientKind.SHARECONSUMER, Map.of())).containsEntry("fetch.max.wait.ms", "100");
        assertThat(configs.of(ClientKind.STREAMS, Map.of())).containsEntry("num.stream.threads", "2");
        assertThat(configs.of(ClientKind.ADMIN, Map.of())).containsOnlyKeys("security.protocol");
    }

    @Test
    void theNarrowerWins() {
        ClientConfigs configs = configs(Map.of("buffer.memory", "1", "producer.buffer.memory", "2", "linger.ms", "3"));

        assertThat(configs.of(ClientKind.PRODUCER, Map.of("linger.ms", 4)))
                .containsEntry("buffer.memory", "2")
                .containsEntry("linger.ms", 4);
    }

    @Test
    void aRoleCannotUndoWhatThePromisesRestOn() {
        ClientConfigs configs = configs(Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> configs.of(ClientKind.PRODUCER, Map.of("acks", "1")))
                .withMessage("acks: expected all, got 1");
        assertThat(configs.of(ClientKind.CONSUMER, Map.of("enable.auto.commit", false)))
                .containsEntry("enable.auto.commit", "false");
    }

    private static ClientConfigs configs(Map<String, String> settings) {
        return new ClientConfigs(settings);
    }
}
