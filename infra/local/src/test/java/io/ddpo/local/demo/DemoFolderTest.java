package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void path() {
        path = parent.resolve("out");
    }

    @Test
    void knowsTheRunThatItWasMadeFor() throws IOException {
        Files.createDirectories(DemoFolder.open(path, "foxes", false).kafka());

        assertThat(DemoFolder.existing(path).run()).isEqualTo("foxes");
        assertThat(RunFolder.run(path)).isEqualTo("foxes");
        assertThat(DemoFolder.open(path, "foxes", false).path()).isEqualTo(path);
    }

    @Test
    void isNotForAnotherRunUnlessItBeginsAnew() throws IOException {
        Files.createDirectories(DemoFolder.open(path, "foxes", false).kafka());

        assertThatThrownBy(() -> DemoFolder.open(path, "wolves", false))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("--out: expected a new folder or one of run wolves, got that of run foxes at " + path);
        DemoFolder anew = DemoFolder.open(path, "wolves", true);
        assertThat(anew.kafka()).doesNotExist();
        Files.createDirectories(anew.kafka());
        assertThat(RunFolder.run(path)).isEqualTo("wolves");
    }

    @Test
    void ofAnEarlierReleaseIsThatOfADemo() throws IOException {
        Files.createDirectories(path.resolve("kafka"));
        Files.writeString(path.resolve(".ddpo-demo"), "ddpo demo keeps a run here; --fresh deletes it\n");

        assertThat(DemoFolder.existing(path).run()).isEqualTo("demo");
    }

    @Test
    void withOtherFilesIsLeftAlone() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> DemoFolder.open(path, "foxes", true))
                .hasMessage("--out: expected a new folder or one of run foxes, got one with other files at " + path);
        assertThatThrownBy(() -> DemoFolder.existing(path))
                .hasMessage("expected the folder of a run or of a policy, got " + path);
        assertThat(path.resolve("thesis.tex")).exists();
    }
}
