package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {

    @Test
    void memoryIsTheRegistryWithoutAServer() {
        try (SchemaRegistry registry = SchemaRegistries.open("memory:", Map.of())) {
            assertThat(registry).isInstanceOf(MemorySchemaRegistry.class);
        }
    }

    @Test
    void severalServersAreSeparatedByCommas() {
        assertThat(new RegistrySettings("http://a:8081,https://b", Map.of()).urls())
                .isEqualTo(List.of("http://a:8081", "https://b"));
    }

    @Test
    void everySettingReachesConfluentsClientWithTheSourceOfCredentials() {
        Map<String, String> settings = new HashMap<>();
        RegistrySettings.names().forEach(name -> settings.put(name, "some:" + name));
        settings.remove("bearer.auth.token");

        assertThat(new RegistrySettings("https://a", settings).forConfluent())
                .hasSize(settings.size() + 1)
                .containsEntry("basic.auth.credentials.source", "USER_INFO")
                .containsEntry("basic.auth.user.info", "some:basic.auth.user.info")
                .containsEntry("schema.registry.ssl.keystore.location", "some:ssl.keystore.location");
        assertThat(new RegistrySettings("https://a", Map.of("bearer.auth.token", "t")).forConfluent())
                .isEqualTo(Map.of("bearer.auth.token", "t", "bearer.auth.credentials.source", "STATIC_TOKEN"));
    }

    @Test
    void allProblemsAreReportedAtOnceAndNoPasswordIsRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegistrySettings(
                        "ftp://a,", Map.of("basic.auth.user.info", "secret", "bearer.auth.token", "t", "ssl.x", "y")))
                .withMessageMatching("registry: expected memory: or http\\(s\\)://host:port without user or query, "
                        + "found 'ftp://a'; .*found ''; registry ssl.x: expected one of basic.auth.user.info, .*; "
                        + "registry: expected basic.auth.user.info or bearer.auth.token, found both; "
                        + "registry basic.auth.user.info: expected user:password")
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegistrySettings("https://me:secret@a,https://b?apikey=secret", Map.of()))
                .withMessageContaining("found 'https://***@a'; ")
                .withMessageEndingWith("found 'https://b?***'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaRegistries.open("memory:", Map.of("bearer.auth.token", "t")))
                .withMessage("registry bearer.auth.token: expected no settings with memory:");
    }
}
