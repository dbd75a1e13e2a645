package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.util.List;
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
    void aSecretIsNotPrinted(String name) {
        Settings settings = RoleSettings.of(role("sampler"))
                .parse(
                        RoleCommand.inFull(List.of(
                                "--run=foxes",
                                "--bootstrap=kafka:9092",
                                "--registry=memory:",
                                "--kafka." + name + "=hush")),
                        Map.of());

        assertThat(settings.effective()).contains("kafka." + name).doesNotContain("hush");
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
