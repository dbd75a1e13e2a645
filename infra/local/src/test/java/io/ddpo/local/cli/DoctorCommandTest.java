package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.TinyModel;
import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A run on a broker that is as it should be, and then no more. */
@Tag("broker")
@TestMethodOrder(OrderAnnotation.class)
class DoctorCommandTest {
    private static final RunNames FOXES = new RunNames("foxes");

    @TempDir
    private static Path temp;

    private static TestCluster cluster;

    @BeforeAll
    static void aRun() throws Exception {
        cluster = TestCluster.in(temp);
        cluster.create(cluster.specification("foxes").build());
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    @Order(1)
    void aMachineIsLookedOverWithoutACluster() {
        CommandLineRun machine =
                CommandLineRun.of("doctor", "--model", TinyModel.folder().toString());

        assertThat(machine.status()).as(machine.out() + machine.err()).isEqualTo(ExitCode.OK.status());
        assertThat(machine.out())
                .contains("libtorch      loads, and computes on ", "device        cpu is there", " ports ")
                .doesNotContain(" broker ");
    }

    @Test
    @Order(2)
    void aClusterIsLookedOverWithARun() throws Exception {
        CommandLineRun run = ddpo("--run", "foxes", "--json");

        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitCode.OK.status());
        JsonNode findings = new ObjectMapper().readTree(run.out()).get("findings");
        assertThat(findings.findValuesAsText("check"))
                .containsExactly(
                        "java",
                        "libtorch",
                        "device",
                        "memory",
                        "address",
                        "broker",
                        "features",
                        "share groups",
                        "request size",
                        "registry",
                        "run",
                        "topics",
                        "trajectory",
                        "samplers",
                        "clock");
        assertThat(findings.findValuesAsText("verdict").subList(4, 15)).containsOnly("ok");
    }

    @Test
    @Order(3)
    void aRunThatIsNotThereIsWrongWithThoseThatAre() {
        CommandLineRun run = ddpo("--run", "cats");

        assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(run.out())
                .contains("wrong    run           --run: expected foxes, got cats; ./ddpo runs lists")
                .doesNotContain("trajectory ");
    }

    @Test
    @Order(4)
    void aRunNeedsACluster() {
        CommandLineRun run = CommandLineRun.of("doctor", "--run", "foxes");

        assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(run.sentence())
                .isEqualTo("expected either --bootstrap (or --config) or --out or --dir, got neither");
    }

    @Test
    @Order(5)
    void aTopicThatIsTooTightAndAClockThatIsOffAreWrong() throws Exception {
        tighten(FOXES.trajectories());
        beat(Instant.now().plusSeconds(3_600));

        CommandLineRun run = ddpo("--run", "foxes");

        assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(run.out())
                .contains("topic foxes.trajectories: expected max.message.bytes = 33554432, found 1000")
                .containsPattern("wrong +trajectory +takes at most \\d+ bytes, and a record may have 1000;")
                .containsPattern("wrong +clock +worker sampler-1 is 3\\d+ s ahead of it")
                .contains("15 looked at: 3 wrong, ");
    }

    private static void tighten(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp limit = new AlterConfigOp(new ConfigEntry("max.message.bytes", "1000"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(limit)))
                    .all()
                    .get();
            await().until(() -> admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get("max.message.bytes")
                    .value()
                    .equals("1000"));
        }
    }

    private static void beat(Instant when) throws Exception {
        WorkerHeartbeat heartbeat = WorkerHeartbeat.newBuilder()
                .setWorker("sampler-1")
                .setRole("sampler")
                .setHost("elsewhere")
                .setPid(1)
                .setDevice("cpu")
                .setState(WorkerState.WORKING)
                .setStartedAt(when)
                .setTimestamp(when)
                .build();
        cluster.write(FOXES.workers(), null, "sampler-1", cluster.bytes(FOXES.workers(), heartbeat));
    }

    private static CommandLineRun ddpo(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "doctor",
                "--bootstrap",
                cluster.bootstrapServers(),
                "--model",
                TinyModel.folder().toString()));
        line.addAll(List.of(arguments));
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
