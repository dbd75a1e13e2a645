package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {
    private static final Setting<Path> MODEL = Setting.path("model", "folder of the base model");
    private static final Setting<Integer> BATCH =
            Setting.integer("batch", "samples in one request").withDefault(1).check("at least 1", batch -> batch >= 1);
    private static final Setting<Integer> PIN =
            Setting.integer("pin", "a secret number").secret().withDefault(1234);
    private static final SettingsSpec SPEC = SettingsSpec.of(MODEL, BATCH, PIN)
            .passing(new PassThrough(
                    "kafka.",
                    "settings of Kafka",
                    name -> false,
                    (name, value) -> name.equals("acks") ? Optional.of("expected no acks") : Optional.empty()));

    @TempDir
    private Path folder;

    @Test
    void everyProblemOfEverySourceIsReportedAtOnce() throws IOException {
        Path file = write("batch=many\nbathc=3\nkafka.acks=1\n");

        List<String> problems =
                problems(List.of("--config", file.toString(), "--modle", "x", "stray"), Map.of("DDPO_BATHC", "2"));

        assertThat(problems)
                .containsExactly(
                        "argument 5: expected --key value, got 'stray'",
                        "--modle: unknown setting 'modle', did you mean 'model'?",
                        "DDPO_BATHC: unknown setting, did you mean 'DDPO_BATCH'?",
                        file + ":2: unknown setting 'bathc', did you mean 'batch'?",
                        "model: expected a value (folder of the base model), got none; give --model, DDPO_MODEL or a"
                                + " line in the --config file",
                        file + ":1: expected an integer for 'batch', got 'many'",
                        file + ":3: expected no acks");
    }

    @Test
    void theMessageHasOneLineForEachProblem() {
        assertThat(catchThrowableOfType(
                        SettingsException.class, () -> SPEC.parse(List.of("--batch", "0", "--x", "1"), Map.of())))
                .hasMessage("""
                        --x: unknown setting 'x'
                        model: expected a value (folder of the base model), got none; give --model, DDPO_MODEL or a \
                        line in the --config file
                        --batch: expected at least 1 for 'batch', got '0'""");
    }

    @Test
    void aSecretIsNotShownEvenIfItIsWrong() {
        assertThat(problems(List.of("--model", "m"), Map.of("DDPO_PIN", "hush")))
                .containsExactly("DDPO_PIN: expected an integer for 'pin', got ***");
    }

    @Test
    void aFlagWithoutAValueOrGivenTwiceIsAProblem() {
        assertThat(problems(List.of("--model", "--batch", "1", "--batch=2", "--"), Map.of()))
                .containsExactly(
                        "--model: expected a value, got none",
                        "--batch: expected once, got it again",
                        "argument 5: expected --key value, got '--'",
                        "model: expected a value (folder of the base model), got none; give --model, DDPO_MODEL or a"
                                + " line in the --config file");
    }

    @Test
    void aValueThatAnotherSourceOutweighsIsNoProblem() {
        assertThat(SPEC.parse(List.of("--model", "m", "--batch", "2"), Map.of("DDPO_BATCH", "many"))
                        .get(BATCH))
                .isEqualTo(2);
    }

    @Test
    void aMissingFileIsTheOnlyProblemBecauseNobodyKnowsWhatItHolds() {
        assertThat(problems(List.of("--config", "nowhere.properties"), Map.of()))
                .containsExactly(
                        "--config: expected a properties file, got 'nowhere.properties', which does not exist");
        assertThat(problems(List.of("--config", folder.toString()), Map.of()))
                .singleElement()
                .asString()
                .startsWith("--config: expected a readable properties file, got '" + folder + "': ");
    }

    @Test
    void aFileThatIsNotTextIsAProblem() throws IOException {
        Path file = folder.resolve("binary.properties");
        Files.write(file, "model=caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(List.of("--config", file.toString()), Map.of()))
                .containsExactly(file + ": expected text in UTF-8, got other bytes");
    }

    @Test
    void aBlankValueIsAProblem() {
        assertThat(problems(List.of(), Map.of("DDPO_MODEL", " ")))
                .containsExactly("DDPO_MODEL: expected a path for 'model', got ' '");
    }

    @Test
    void aMapFromTheSameJvmIsCheckedAsStrictly() {
        assertThat(catchThrowableOfType(
                                SettingsException.class, () -> SPEC.of(Map.of("model", "m", "bach", "2"), "demo"))
                        .problems())
                .containsExactly("demo: unknown setting 'bach', did you mean 'batch'?");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("run.properties"), text);
    }

    private static List<String> problems(List<String> flags, Map<String, String> environment) {
        return catchThrowableOfType(SettingsException.class, () -> SPEC.parse(flags, environment))
                .problems();
    }
}
