package io.ddpo.service.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleMainTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aRoleThatIsDoneExitsWithZeroAndPrintsItsEffectiveConfiguration() {
        assertThat(run(finishing(), "--drain.timeout", "5s")).isEqualTo(ExitCode.OK);

        assertThat(text(out).lines())
                .contains(
                        "kafka.bootstrap.servers=kafka:9092  # KAFKA_BOOTSTRAP_SERVERS",
                        "drain.timeout=5s  # --drain.timeout",
                        "http.host=127.0.0.1  # default");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aRoleThatFailsExitsWithItsCodeAndOneSentenceOnStandardError() {
        Role fenced = new TestRole("learner", List.of())
                .failingWith(new FatalRoleException(ExitCode.FENCED, "learner: fenced by a successor"));

        assertThat(run(fenced)).isEqualTo(ExitCode.FENCED);
        assertThat(text(err)).isEqualToIgnoringNewLines("learner: fenced by a successor");
    }

    @Test
    void wrongSettingsAreAllReportedAndNothingStarts() {
        assertThat(run(finishing(), "--http.port", "70000", "--drain.timout", "5s"))
                .isEqualTo(ExitCode.BAD_INPUT);

        assertThat(text(err).lines())
                .containsExactly(
                        "--drain.timout: unknown setting 'drain.timout', did you mean 'drain.timeout'?",
                        "--http.port: expected a port between 0 and 65535 for 'http.port', got '70000'");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void helpSaysWhatTheRoleDoesAndWhatCanBeSet() {
        assertThat(run(finishing(), "--help")).isEqualTo(ExitCode.OK);

        assertThat(text(out))
                .startsWith("learner: does what a test asks for")
                .contains("--http.port <integer>", "[DDPO_HTTP_PORT]", "--kafka.<name> <text>");
        assertThat(text(out).lines())
                .endsWith(
                        "Examples:",
                        "  learner --kafka.bootstrap.servers=<text>",
                        "  DDPO_KAFKA_BOOTSTRAP_SERVERS=<text> learner",
                        "  learner --config=<path>");
    }

    private ExitCode run(Role role, String... args) {
        return new RoleMain(role, InstantSource.system(), print(out), print(err))
                .run(List.of(args), ENVIRONMENT, process -> {});
    }

    private static Role finishing() {
        return new TestRole("learner", List.of(new RecordingAgent("learner") {
            @Override
            public int doWork() {
                return Agent.DONE;
            }
        }));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
