package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    @Test
    void refusesToGuessACommand() {
        CommandLineRun run = CommandLineRun.of();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.sentence()).isEqualTo("ddpo: expected a command, got none; see ddpo --help");
    }

    @Test
    void pointsToTheHelpOfTheCommandThatWasMisunderstood() {
        CommandLineRun run = CommandLineRun.of("sample", "--prompt", "a fox", "--count", "many");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.sentence())
                .isEqualTo("ddpo sample: Invalid value for option '--count': 'many' is not an int;"
                        + " see ddpo sample --help");
    }

    @Test
    void doesNotRepeatWhatFollowsAnOptionThatItDoesNotKnow() {
        CommandLineRun run =
                CommandLineRun.of("runs", "--kafka.sasl.jaas.config=password=\"hush\";", "--out", "runs/demo");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.sentence()).contains("'--kafka.sasl.jaas.config=***'").doesNotContain("hush");
    }

    @Test
    void saysItsVersion() {
        assertThat(CommandLineRun.of("--version").out()).startsWith("ddpo ").contains("Kafka 4.", "Java ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpsWithExamplesEverywhere(CommandLine command) {
        assertThat(command.getUsageMessage()).contains("Examples:", "  ddpo ");
    }

    static Iterable<CommandLine> commands() {
        return Main.commandLine().getSubcommands().values();
    }
}
