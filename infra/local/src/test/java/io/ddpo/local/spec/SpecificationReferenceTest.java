package io.ddpo.local.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpecificationReferenceTest {
    private static final Path PAGE = Path.of("../../docs/run-specification.md");
    private static final Path MADE = Path.of("target", "run-specification.md");

    @Test
    void thePageSaysWhatTheCodeDoes() throws IOException {
        String made = SpecificationReference.page();
        Files.writeString(Files.createDirectories(MADE.getParent()).resolve(MADE.getFileName()), made);

        assertThat(PAGE)
                .withFailMessage(
                        "%s is not what schema, defaults and presets say now: copy infra/local/%s there", PAGE, MADE)
                .hasContent(made);
    }
}
