package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {
    private static final Setting<Integer> BATCH =
            Setting.integer("sampling.batch", "samples in one request").withDefault(1);
    private static final Setting<Boolean> FRESH =
            Setting.bool("fresh-start", "start over").withDefault(false);
    private static final Setting<String> NOTE = Setting.text("note", "a note").optional();
    private static final SettingsSpec SPEC = SettingsSpec.of(BATCH, FRESH, NOTE);

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("run.properties"), "sampling.batch=2\n")
                .toString();
    }

    @Test
    void aFlagOutweighsTheEnvironment() {
        assertThat(batch(List.of("--sampling.batch", "4"), Map.of("DDPO_SAMPLING_BATCH", "3")))
                .isEqualTo(4);
    }

    @Test
    void theEnvironmentOutweighsTheFile() {
        assertThat(batch(List.of("--config", file), Map.of("DDPO_SAMPLING_BATCH", "3")))
                .isEqualTo(3);
    }

    @Test
    void theFileOutweighsTheDefault() {
        assertThat(batch(List.of("--config", file), Map.of())).isEqualTo(2);
    }

    @Test
    void theFileCanBeNamedInTheEnvironment() {
        assertThat(batch(List.of(), Map.of("DDPO_CONFIG", file))).isEqualTo(2);
    }

    @Test
    void theDefaultHoldsWhereNobodySaysOtherwise() {
        assertThat(batch(List.of(), Map.of("PATH", "/bin"))).isEqualTo(1);
    }

    @Test
    void flagsAreWrittenInTwoWays() {
        assertThat(batch(List.of("--sampling.batch=4"), Map.of())).isEqualTo(4);
        assertThat(SPEC.parse(List.of("--note=--a=b"), Map.of()).get(NOTE)).isEqualTo("--a=b");
        assertThat(SPEC.parse(List.of("--note", "-1"), Map.of()).get(NOTE)).isEqualTo("-1");
    }

    @Test
    void aBooleanFlagNeedsNoValue() {
        assertThat(SPEC.parse(List.of("--fresh-start"), Map.of()).get(FRESH)).isTrue();
        assertThat(SPEC.parse(List.of("--fresh-start", "--note", "x"), Map.of()).get(FRESH))
                .isTrue();
        assertThat(SPEC.parse(List.of("--fresh-start", "false"), Map.of()).get(FRESH))
                .isFalse();
        assertThat(SPEC.parse(List.of(), Map.of("DDPO_FRESH_START", "true")).get(FRESH))
                .isTrue();
    }

    @Test
    void anOptionalSettingMayBeMissing() {
        assertThat(SPEC.parse(List.of(), Map.of()).find(NOTE)).isEmpty();
        assertThat(SPEC.parse(List.of("--note", "x"), Map.of()).find(NOTE)).contains("x");
    }

    @Test
    void anotherProgramInTheSameJvmGivesAMap() {
        assertThat(SPEC.of(Map.of("sampling.batch", "5"), "demo").get(BATCH)).isEqualTo(5);
    }

    private static int batch(List<String> flags, Map<String, String> environment) {
        return SPEC.parse(flags, environment).get(BATCH);
    }
}
