package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import io.ddpo.service.settings.SettingsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RoleCommandTest {
    static List<String> commands() {
        return List.of("sampler", "rewards", "scorer", "learner");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aRoleIsNamedAsItsCommandAndTakesWhatTheCommandsOfAClusterTake(String command) {
        Role role = role(command);

        Settings settings = RoleSettings.of(role)
                .parse(
                        RoleCommand.inFull(List.of(
                                "--run", "foxes", "--bootstrap", "kafka:9092", "--registry=http://schemas:8081")),
                        Map.of());

        assertThat(role.name()).isEqualTo(command);
        assertThat(settings.effective())
                .contains(
                        "run=foxes  # --run",
                        "kafka.bootstrap.servers=kafka:9092  # --kafka.bootstrap.servers",
                        "registry.url=http://schemas:8081  # --registry.url");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionReachesTheRoleAsItIs(String command) {
        String[] line = {command, "--run", "foxes", "--kafka.security.protocol=SSL", "--http.port", "0", "-h"};

        CommandLine parsed = Main.commandLine();
        parsed.parseArgs(line);

        CommandLine role = parsed.getSubcommands().get(command);
        assertThat(role.getUnmatchedArguments())
                .containsExactly("--run", "foxes", "--kafka.security.protocol=SSL", "--http.port", "0", "-h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "sasl.jaas.config"})
    void aSecretIsTakenFromTheEnvironmentAloneAndNotPrinted(String name) {
        List<String> line = List.of("--run=foxes", "--bootstrap=kafka:9092", "--registry=memory:");
        List<String> withSecret = new ArrayList<>(line);
        withSecret.add("--kafka." + name + "=hush");
        String variable = "DDPO_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
        SettingsSpec sampler = RoleSettings.of(role("sampler"));

        assertThat(sampler.parse(RoleCommand.inFull(line), Map.of(variable, "hush"))
                        .effective())
                .contains("kafka." + name + "=***  # " + variable)
                .doesNotContain("hush");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> sampler.parse(RoleCommand.inFull(withSecret), Map.of()))
                .withMessageStartingWith("--kafka.%s: expected a secret in %s", name, variable)
                .withMessageNotContaining("hush");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsMissingIsSaidInOneGo(String command) {
        assertThat(catchThrowableOfType(
                                SettingsException.class,
                                () -> RoleSettings.of(role(command)).parse(List.of(), Map.of()))
                        .getMessage()
                        .lines())
                .hasSize(3);
    }

    private static Role role(String command) {
        return ((RoleCommand) Main.commandLine().getSubcommands().get(command).getCommand()).role();
    }
}
