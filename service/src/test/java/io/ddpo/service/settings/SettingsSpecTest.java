package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsSpecTest {
    private static final Setting<Integer> BATCH =
            Setting.integer("batch", "samples in one request").withDefault(8);
    private static final Setting<String> TOKEN =
            Setting.text("token", "opens the registry").secret();
    private static final Setting<URI> REGISTRY =
            Setting.uri("registry.url", "where schemas are kept").optional();
    private static final PassThrough KAFKA = new PassThrough(
            "kafka.", "settings of Kafka", name -> name.endsWith("password"), (name, value) -> Optional.empty());
    private static final SettingsSpec SPEC =
            SettingsSpec.of(BATCH, TOKEN, REGISTRY).passing(KAFKA);

    @Test
    void theEffectiveConfigurationNamesTheSourceOfEachValueAndMasksSecrets() {
        Settings settings = SPEC.parse(
                List.of("--registry.url", "http://me:hush@registry:8081", "--kafka.linger.ms", "5"),
                Map.of("DDPO_TOKEN", "hush", "DDPO_KAFKA_SSL_KEY_PASSWORD", "hush"));

        assertThat(settings.effective().lines())
                .containsExactly(
                        "batch=8  # default",
                        "token=***  # DDPO_TOKEN",
                        "registry.url=http://***@registry:8081  # --registry.url",
                        "kafka.linger.ms=5  # --kafka.linger.ms",
                        "kafka.ssl.key.password=***  # DDPO_KAFKA_SSL_KEY_PASSWORD");
        assertThat(settings).hasToString(settings.effective());
        assertThat(settings.get(TOKEN)).isEqualTo("hush");
        assertThat(settings.get(REGISTRY).getUserInfo()).isEqualTo("me:hush");
    }

    @Test
    void aSecretOnTheCommandLineIsRefusedWithoutBeingRepeated() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SPEC.parse(List.of("--token=hush", "--kafka.ssl.key.password", "hush"), Map.of()))
                .withMessage("""
                        --token: expected a secret in DDPO_TOKEN or the --config file, got it on the command line, which all users of the machine can read
                        --kafka.ssl.key.password: expected a secret in DDPO_KAFKA_SSL_KEY_PASSWORD or the --config file, got it on the command line, which all users of the machine can read""");
    }

    @Test
    void whatIsRequiredElsewhereCanHaveADefault() {
        SettingsSpec lenient = SPEC.withDefault(TOKEN, "none");

        assertThat(lenient.parse(List.of(), Map.of()).get(TOKEN)).isEqualTo("none");
        assertThat(lenient.parse(List.of(), Map.of("DDPO_TOKEN", "hush")).get(TOKEN))
                .isEqualTo("hush");
        assertThat(lenient.help()).contains("opens the registry (default: ***)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SPEC.withDefault(Setting.text("other", "something else"), "x"))
                .withMessage("other: expected a declared setting");
    }

    @Test
    void helpSaysOfEverySettingWhatItIsForAndHowItIsGiven() {
        assertThat(SPEC.help().lines())
                .containsExactly(
                        "  --config <path>",
                        "      properties file with settings, one key=value a line (optional) [DDPO_CONFIG]",
                        "  --batch <integer>",
                        "      samples in one request (default: 8) [DDPO_BATCH]",
                        "  --token <text>",
                        "      opens the registry (required) [DDPO_TOKEN]",
                        "  --registry.url <uri>",
                        "      where schemas are kept (optional) [DDPO_REGISTRY_URL]",
                        "  --kafka.<name> <text>",
                        "      settings of Kafka [DDPO_KAFKA_…]");
    }

    @Test
    void settingsThatNobodyReadAreKnown() {
        Settings settings = SPEC.of(Map.of("token", "x"), "test");

        settings.get(BATCH);
        settings.find(REGISTRY);

        assertThat(settings.unread()).containsExactly("config", "token");
    }

    @Test
    void anOptionalSettingWithoutAValueCannotBeDemanded() {
        Settings settings = SPEC.of(Map.of("token", "x"), "test");

        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> settings.get(REGISTRY))
                .withMessage("registry.url: expected a value, got none");
    }

    @Test
    void aSettingThatIsNotDeclaredCannotBeRead() {
        Settings settings = SPEC.of(Map.of("token", "x"), "test");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.get(Setting.text("other", "not declared")))
                .withMessage("other: expected a declared setting");
    }

    @Test
    void twoSettingsCannotShareAVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsSpec.of(Setting.text("a.b", "one"), Setting.text("a-b", "two")))
                .withMessage("a-b: expected a name of its own, got the variable DDPO_A_B of a.b");
    }

    @Test
    void aDefaultHasToPassItsOwnCheck() {
        Setting<Integer> wrong = BATCH.check("at least 10", batch -> batch >= 10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsSpec.of(wrong))
                .withMessage("expected at least 10 for 'batch', got '8'");
    }

    @Test
    void aDeclarationIsNotChangedByAnother() {
        assertThat(SettingsSpec.of(BATCH).and(TOKEN).declared()).hasSize(3);
        assertThat(SettingsSpec.of(BATCH).declared()).containsExactly(SettingsSpec.CONFIG, BATCH);
    }
}
