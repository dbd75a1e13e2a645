package io.ddpo.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.fleet.WorkerRole;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    @TempDir
    private Path folder;

    @Test
    void everyRoleHasItsOwnFile() throws IOException {
        Files.writeString(folder.resolve("sampler.yaml"), TestTemplate.of("sampler", "image:1"));

        Templates templates = Templates.read(folder);

        assertThat(templates.of(WorkerRole.SAMPLER)).isPresent();
        assertThat(templates.of(WorkerRole.SCORER)).isEmpty();
    }

    @Test
    void aFolderWithoutTemplatesIsRefused() {
        assertThatThrownBy(() -> Templates.read(folder))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage(
                        "[%s] expected a template of a Deployment for each role, such as sampler.yaml, got none",
                        folder);
    }

    @Test
    void aTemplateOfAnotherRoleIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("learner.yaml"), TestTemplate.of("sampler", "image:1"));

        assertThatThrownBy(() -> Templates.read(folder))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage(
                        "[%s] expected a container whose first argument is learner, got the arguments"
                                + " [sampler, --bootstrap=kafka:9092]",
                        file);
    }

    @Test
    void whatIsNoDeploymentIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("sampler.yaml"), "kind: Deployment\n");

        assertThatThrownBy(() -> Templates.read(folder))
                .isInstanceOf(FatalRoleException.class)
                .hasMessageStartingWith("[%s] expected a Deployment with a container, got ", file);
    }
}
