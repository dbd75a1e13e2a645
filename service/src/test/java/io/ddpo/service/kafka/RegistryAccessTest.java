package io.ddpo.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import io.ddpo.service.settings.SettingsSpec;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryAccessTest {
    private static final SettingsSpec SPEC =
            RegistryAccess.in(SettingsSpec.of(), Set.of("bearer.auth.token", "ssl.truststore.location"));

    @Test
    void theRegistryIsOpenedWithItsOwnNamesAndItsTokenIsNotPrinted() {
        Settings settings =
                SPEC.of(Map.of("registry.url", "http://registry:1", "registry.bearer.auth.token", "abc"), "test");

        String opened = RegistryAccess.open(settings, (url, entry) -> url + " " + entry);

        assertThat(opened).isEqualTo("http://registry:1 {bearer.auth.token=abc}");
        assertThat(settings.effective()).contains("registry.bearer.auth.token").doesNotContain("abc");
    }

    @Test
    void aNameThatTheClientDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> SPEC.of(Map.of("registry.url", "memory:", "registry.user", "me"), "test"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "expected one of bearer.auth.token, ssl.truststore.location under 'registry.', got 'user'");
    }

    @Test
    void anAddressThatTheClientRefusesIsBadInput() {
        Settings settings = SPEC.of(Map.of("registry.url", "nowhere"), "test");

        FatalRoleException refused = catchThrowableOfType(
                FatalRoleException.class,
                () -> RegistryAccess.open(settings, (url, entry) -> {
                    throw new IllegalArgumentException("expected a server, found " + url);
                }));

        assertThat(refused).hasMessage("expected a server, found nowhere");
        assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    }
}
