package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.TinyModel;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void showsTheSpecificationInFull() throws IOException {
        Path spec = specification("seed: 7");

        CommandLineRun shown = CommandLineRun.of("run", "--spec", spec.toString(), "--show");

        assertThat(shown.status()).as(shown.err()).isEqualTo(ExitCode.OK.status());
        assertThat(shown.out()).contains("run: foxes", "seed: 7", "  clipRange: 5.3E-4", "- text: a fox");
        Path full = Files.writeString(folder.resolve("full.yaml"), shown.out());
        assertThat(CommandLineRun.of("run", "--spec", full.toString(), "--show").out())
                .isEqualTo(shown.out());
    }

    @Test
    void saysEveryProblemOnALineOfItsOwn() throws IOException {
        Path spec = specification("sead: 7\nstaleness: -1");

        CommandLineRun refused = CommandLineRun.of("run", "--spec", spec.toString());

        assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(refused.sentence().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("[" + spec + ":"));
    }

    @Test
    @Tag("broker")
    void aClusterKeepsTheSpecificationWithTheRun() throws IOException {
        Path spec = specification("seed: 7");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            String[] create = {"run", "--spec", spec.toString(), "--bootstrap", broker.bootstrapServers()};

            assertThat(CommandLineRun.of(create).out())
                    .isEqualTo("run foxes is created: DDPO-IS on jpeg-compressibility, 11 iterations of 96 samples"
                            + System.lineSeparator());
            assertThat(CommandLineRun.of(create).out()).startsWith("run foxes was there already: ");

            specification("seed: 8");
            CommandLineRun other = CommandLineRun.of(create);
            assertThat(other.status()).isEqualTo(ExitCode.BAD_INPUT.status());
            assertThat(other.sentence())
                    .isEqualTo(
                            "run foxes: expected the specification that it was created with, found another one, which"
                                    + " differs in seed");
        }
    }

    private Path specification(String more) throws IOException {
        return Files.writeString(
                folder.resolve("run.yaml"),
                "run: foxes\npreset: demo\nguard: {rewards: []}\nbaseModel: %s\nprompts: [a fox]\n%s\n"
                        .formatted(TinyModel.folder(), more));
    }
}
