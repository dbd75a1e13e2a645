package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.Runs;
import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was trained over one broker, and replayed over another. */
@Tag("broker")
class ArchivedRunTest {
    private static final String RUN = "shared";

    @TempDir
    private Path temp;

    @Test
    void aRunThatWasImportedIsReplayedToTheSameWeights() throws Exception {
        Path file = temp.resolve("shared.avro");
        String trained;
        Map<String, Long> ends;
        try (TestCluster here = TestCluster.in(Files.createDirectory(temp.resolve("here")))) {
            trained = here.train(here.create(here.specification(RUN)
                            .setIterations(2)
                            .setEvaluation(new EvaluationSettings(0, List.of(Runs.prompt("fox")), 1, 7L))
                            .build()))
                    .getPolicySha256();
            ends = offsets(here);
            ok(on(here, "export-run", "--run", RUN, "--file", file.toString()));
        }
        try (TestCluster there = TestCluster.in(Files.createDirectory(temp.resolve("there")))) {
            Path cut = temp.resolve("cut.avro");
            byte[] whole = Files.readAllBytes(file);
            Files.write(cut, Arrays.copyOf(whole, whole.length - 100));

            CommandLineRun refused = on(there, "import-run", "--file", cut.toString());

            assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
            assertThat(refused.sentence())
                    .startsWith("[" + cut + "] expected an archive")
                    .hasLineCount(1);
            assertThat(there.listed()).isEmpty();

            ok(on(there, "import-run", "--file", file.toString()));

            assertThat(there.listed()).containsOnlyKeys(RUN);
            assertThat(offsets(there)).isEqualTo(ends);
            assertThat(there.readable(new RunNames(RUN).control(), Control.class))
                    .isNotEmpty();
            Path results = temp.resolve("results");
            ok(on(there, "replay", "--run", RUN, "--as", "again", "--yes", "--results", results.toString()));
            assertThat(new ObjectMapper()
                            .readTree(results.resolve("summary.json").toFile())
                            .get("policySha256")
                            .asText())
                    .isEqualTo(trained);
            assertThat(on(there, "import-run", "--file", file.toString()).sentence())
                    .startsWith("run shared: expected a log without it, found its topics");
        }
    }

    /** Where each partition of the run ends, but for heartbeats and what Kafka Streams keeps for itself. */
    private static Map<String, Long> offsets(TestCluster cluster) throws Exception {
        Map<String, Long> offsets = cluster.ends(RUN);
        offsets.keySet()
                .removeIf(partition ->
                        partition.startsWith(RUN + ".workers") || partition.startsWith(RUN + ".reward-streams-"));
        return offsets;
    }

    private static CommandLineRun on(TestCluster cluster, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--bootstrap", cluster.bootstrapServers()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(new String[0]));
    }

    private static void ok(CommandLineRun run) {
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK.status());
    }
}
