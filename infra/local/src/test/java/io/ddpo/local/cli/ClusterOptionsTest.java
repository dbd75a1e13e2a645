package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.service.FatalRoleException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ClusterOptionsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:1", "DDPO_KAFKA_SECURITY_PROTOCOL", "SSL");

    /** A command with nothing else. */
    @Command
    private static final class Bare {
        @CommandLine.Mixin
        private final ClusterOptions cluster;

        private Bare(Map<String, String> environment) {
            cluster = new ClusterOptions(environment);
        }
    }

    private static ClusterOptions options(Map<String, String> environment, String... line) {
        Bare bare = new Bare(environment);
        new CommandLine(bare).parseArgs(line);
        return bare.cluster;
    }

    @Test
    void theEnvironmentNamesAClusterWhereTheCommandLineNamesNothing() {
        ClusterOptions options = options(ENVIRONMENT);

        assertThatCode(() -> options.requireOr("--out", false)).doesNotThrowAnyException();
        assertThatCode(() -> options.requireOr("--out", true)).doesNotThrowAnyException();
        assertThat(options.access().forRoles())
                .containsEntry("kafka.bootstrap.servers", "a:1")
                .containsEntry("kafka.security.protocol", "SSL");
    }

    @Test
    void theCommandLineOutweighsTheEnvironmentAndIsRepeatedAsItWas() {
        ClusterOptions options = options(ENVIRONMENT, "--bootstrap", "b:2", "--registry", "http://c:3");

        assertThat(options.access().bootstrapServers()).isEqualTo("b:2");
        assertThat(options.access().registryUrl()).isEqualTo("http://c:3");
        assertThat(options.again()).isEqualTo("--bootstrap b:2 --registry http://c:3");
    }

    @Test
    void aClusterAndAFolderAreTooMuchAndNeitherIsTooLittle() {
        ClusterOptions both = options(Map.of(), "--config", "operator.conf");
        ClusterOptions neither = options(Map.of());

        assertThatExceptionOfType(FatalRoleException.class)
                .isThrownBy(() -> both.requireOr("--out", true))
                .withMessage("expected either --bootstrap (or --config) or --out, got both");
        assertThatExceptionOfType(FatalRoleException.class)
                .isThrownBy(() -> neither.requireOr("--out", false))
                .withMessage("expected either --bootstrap (or --config) or --out, got neither");
    }
}
