package io.ddpo.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
    private static final SettingsSpec SPEC =
            SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS).passing(KafkaSettings.CLIENTS);

    @Test
    void theConventionalVariableNamesTheClusterAndOurOwnOutweighsIt() {
        assertThat(SPEC.parse(List.of(), Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:1"))
                        .get(KafkaSettings.BOOTSTRAP_SERVERS))
                .isEqualTo("a:1");
        assertThat(SPEC.parse(
                                List.of(),
                                Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:1", "DDPO_KAFKA_BOOTSTRAP_SERVERS", "b:2,[::1]:3"))
                        .get(KafkaSettings.BOOTSTRAP_SERVERS))
                .isEqualTo("b:2,[::1]:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", "a:1,b", "a:1,,b:2", "http://a:1"})
    void anAddressWithoutAPortIsRefused(String servers) {
        assertThat(problems("--kafka.bootstrap.servers", servers))
                .containsExactly(("--kafka.bootstrap.servers: expected host:port[,host:port…] for "
                                + "'kafka.bootstrap.servers', got '%s'")
                        .formatted(servers));
    }

    @Test
    void everyOtherSettingPassesThroughUnchanged() {
        Settings settings = SPEC.parse(
                List.of("--kafka.bootstrap.servers", "a:1", "--kafka.producer.linger.ms=5"),
                Map.of("DDPO_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "DDPO_KAFKA_SHARECONSUMER_FETCH_MAX_BYTES", "9"));

        assertThat(settings.passedThrough("kafka."))
                .containsOnly(
                        Map.entry("producer.linger.ms", "5"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("shareconsumer.fetch.max.bytes", "9"));
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.acks, 1, all",
        "kafka.producer.enable.idempotence, false, true",
        "kafka.consumer.isolation.level, read_uncommitted, read_committed",
        "kafka.streams.processing.guarantee, at_least_once, exactly_once_v2",
        "kafka.share.acknowledgement.mode, implicit, explicit"
    })
    void whatThePromisesRestOnIsRefused(String name, String value, String only) {
        assertThat(problems("--kafka.bootstrap.servers=a:1", "--" + name, value))
                .containsExactly("--%s: expected %s for '%s', without which records could be lost or doubled, got '%s'"
                        .formatted(name, only, name, value));
        assertThat(SPEC.parse(List.of("--kafka.bootstrap.servers=a:1", "--" + name, only), Map.of()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.client.id", "kafka.consumer.group.id", "kafka.auto.offset.reset"})
    void whatTheRoleDecidesIsRefused(String name) {
        assertThat(problems("--kafka.bootstrap.servers=a:1", "--" + name, "x"))
                .containsExactly(
                        "--%s: expected no value for '%s', which the role decides, got 'x'".formatted(name, name));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void secretsAreNotPrinted(String name) {
        String variable = "DDPO_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
        Settings settings = SPEC.parse(List.of("--kafka.bootstrap.servers=a:1"), Map.of(variable, "hush"));

        assertThat(settings.effective()).contains(name + "=***").doesNotContain("hush");
        assertThat(settings.passedThrough("kafka.")).containsValue("hush");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void secretsAreRefusedOnTheCommandLine(String name) {
        assertThat(problems("--kafka.bootstrap.servers=a:1", "--" + name, "hush"))
                .singleElement()
                .asString()
                .startsWith("--" + name + ": expected a secret in DDPO_KAFKA_")
                .doesNotContain("hush");
    }

    /** Whatever Kafka itself hides, for all clients and for those of one kind. */
    private static Stream<String> secrets() {
        return Stream.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .flatMap(config -> config.configKeys().values().stream())
                .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .distinct()
                .flatMap(name -> Stream.of("kafka." + name, "kafka.producer." + name));
    }

    private static List<String> problems(String... flags) {
        return catchThrowableOfType(SettingsException.class, () -> SPEC.parse(List.of(flags), Map.of()))
                .problems();
    }
}
