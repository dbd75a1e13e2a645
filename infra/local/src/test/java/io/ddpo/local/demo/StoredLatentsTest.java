package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.learner.LearnerListener;
import io.ddpo.learner.LearnerRole;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.cli.CommandLineRun;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.sampler.SamplerRole;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose latents lie in a folder beside the log. */
@Tag("broker")
class StoredLatentsTest {
    @TempDir
    static Path temp;

    @Test
    void aRunEndsWithTheSameWeightsWhereverItsLatentsLie() throws Exception {
        Path folder = temp.resolve("latents");
        String store = folder.toUri().toString();
        try (TestCluster cluster = TestCluster.in(temp)) {
            String inTheLog = cluster.train(cluster.create(specification(cluster, "logged")))
                    .getPolicySha256();
            RunSpecification run = cluster.create(specification(cluster, "stored"));

            WeightsManifest last = train(cluster, run, store);

            assertThat(last.getPolicySha256()).isEqualTo(inTheLog);
            List<Trajectory> trajectories = cluster.readable(new RunNames("stored").trajectories(), Trajectory.class);
            assertThat(trajectories).hasSizeGreaterThanOrEqualTo(8).allSatisfy(trajectory -> {
                assertThat(trajectory.getLatents().remaining()).isZero();
                assertThat(folder.resolve(trajectory.getStored().orElseThrow().getKey()))
                        .isRegularFile();
            });

            Path archive = temp.resolve("stored.avro");
            assertThat(ddpo(cluster, "export-run", "--run", "stored", "--file", archive.toString())
                            .out())
                    .contains(trajectories.size() + " trajectories have their latents in a store, not in the file");

            CommandLineRun deleted =
                    ddpo(cluster, "delete-run", "--run", "stored", "--yes", "--trajectories-store", store);
            assertThat(deleted.out()).contains("so is what lies under stored/ in " + store);
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static RunSpecification specification(TestCluster cluster, String name) throws Exception {
        return cluster.specification(name).setSamplesPerIteration(8).build();
    }

    private static WeightsManifest train(TestCluster cluster, RunSpecification run, String store) throws Exception {
        Map<String, String> common = new HashMap<>(
                ClusterAccess.onThisMachine(cluster.bootstrapServers()).forRoles());
        common.put("run", run.getRun());
        common.put("heartbeat.interval", "200ms");
        Map<String, String> placed = Map.of("trajectories.store", store, "scratch.dir", temp.toString());
        List<RoleProcess> processes = new ArrayList<>();
        try {
            processes.add(start(new RewardStreamsRole(), common, Map.of()));
            Map<String, String> sampler = new HashMap<>(placed);
            sampler.put("trajectories.limit", "0");
            processes.add(start(new SamplerRole(), common, sampler));
            processes.add(start(new LearnerRole(LearnerListener.NONE), common, placed));
            return await().atMost(Duration.ofMinutes(5))
                    .until(
                            () -> cluster.versions(run.getRun()).stream()
                                    .filter(version -> version.getState() == RunState.FINISHED)
                                    .findFirst(),
                            found -> found.isPresent())
                    .orElseThrow();
        } finally {
            processes.forEach(RoleProcess::stop);
            processes.forEach(process -> process.exit().join());
        }
    }

    private static RoleProcess start(Role role, Map<String, String> common, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(common);
        settings.putAll(own);
        RoleProcess process = new RoleProcess(role, RoleSettings.of(role).of(settings, "test"), InstantSource.system());
        process.start();
        return process;
    }

    private static CommandLineRun ddpo(TestCluster cluster, String... arguments) {
        return CommandLineRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--bootstrap", cluster.bootstrapServers()))
                        .toArray(String[]::new));
    }
}
