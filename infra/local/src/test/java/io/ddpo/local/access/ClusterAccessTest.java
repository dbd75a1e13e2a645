package io.ddpo.local.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAccessTest {
    private static final String JAAS = "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"operator\" password=\"hush\";";

    @TempDir
    private Path folder;

    @Test
    void flagsOutweighTheEnvironmentAndThatTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("operator.conf"), """
                kafka.bootstrap.servers=file:1
                kafka.security.protocol=SASL_SSL
                kafka.sasl.jaas.config=%s
                registry.url=https://file:8081
                registry.basic.auth.user.info=operator:hush
                """.formatted(JAAS));

        ClusterAccess access = ClusterAccess.read(
                List.of("--config=" + file, "--kafka.bootstrap.servers=flag:1"),
                Map.of("DDPO_REGISTRY_URL", "https://variable:8081", "KAFKA_BOOTSTRAP_SERVERS", "variable:1"));

        assertThat(access.forRoles())
                .isEqualTo(Map.of(
                        "kafka.bootstrap.servers",
                        "flag:1",
                        "kafka.security.protocol",
                        "SASL_SSL",
                        "kafka.sasl.jaas.config",
                        JAAS,
                        "registry.url",
                        "https://variable:8081",
                        "registry.basic.auth.user.info",
                        "operator:hush"));
        assertThat(access.toString()).contains("kafka.sasl.jaas.config=***").doesNotContain("hush");
    }

    @Test
    void whatAnEnvironmentSaysToRolesIsLeftToThem() {
        Map<String, String> environment = Map.of("DDPO_RUN", "foxes", "DDPO_KAFKA_BOOTSTRAP_SERVERS", "a:1");

        assertThat(ClusterAccess.read(List.of(), environment).bootstrapServers())
                .isEqualTo("a:1");
        assertThat(ClusterAccess.isNamedBy(environment)).isTrue();
        assertThat(ClusterAccess.isNamedBy(Map.of("DDPO_RUN", "foxes"))).isFalse();
    }

    @Test
    void aSettingOfSomethingElseInTheFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("operator.conf"), "kafka.bootstrap.servers=a:1\nrun=foxes\n");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ClusterAccess.read(List.of("--config=" + file), Map.of()))
                .withMessage(file + ":2: unknown setting 'run'");
    }

    @Test
    void aBrokerOfThisMachineIsEnteredWithoutTheUserOfAnotherCluster() {
        ClusterAccess access = ClusterAccess.onThisMachine(
                "a:1",
                "https://b:8081",
                Map.of("DDPO_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "DDPO_REGISTRY_BEARER_AUTH_TOKEN", "hush"));

        assertThat(access.forRoles())
                .isEqualTo(Map.of(
                        "kafka.bootstrap.servers",
                        "a:1",
                        "registry.url",
                        "https://b:8081",
                        "registry.bearer.auth.token",
                        "hush"));
    }

    @Test
    void withoutARegistryNoneIsNeeded() {
        try (SchemaRegistry registry = ClusterAccess.onThisMachine("a:1").registry()) {
            assertThat(registry).isInstanceOf(MemorySchemaRegistry.class);
        }
    }

    @Test
    void noSecretIsInTheSentenceAboutARegistryOrAUserThatCannotBe() {
        ClusterAccess registry = ClusterAccess.onThisMachine(
                "a:1", "https://me:hush@b:8081", Map.of("DDPO_REGISTRY_BASIC_AUTH_USER_INFO", "hush"));
        ClusterAccess user = ClusterAccess.read(
                List.of("--kafka.bootstrap.servers=127.0.0.1:1"),
                Map.of(
                        "DDPO_KAFKA_SECURITY_PROTOCOL",
                        "SASL_SSL",
                        "DDPO_KAFKA_SASL_MECHANISM",
                        "SCRAM-SHA-256",
                        "DDPO_KAFKA_SASL_JAAS_CONFIG",
                        JAAS.replace(";", "")));

        assertThatExceptionOfType(FatalRoleException.class)
                .isThrownBy(registry::registry)
                .withMessageContaining("https://***@b:8081")
                .withMessageNotContaining("hush");
        assertThatExceptionOfType(KafkaException.class)
                .isThrownBy(() -> user.kafka("test").admin("test"))
                .satisfies(e -> assertThat(causes(e)).doesNotContain("hush"));
    }

    private static String causes(Throwable e) {
        return e == null ? "" : e + "\n" + causes(e.getCause());
    }
}
