package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
    private final AtomicInteger port = new AtomicInteger(5000);

    @Test
    void everyStageHasTheOnesBeforeIt() {
        ClusterPlan plan = plan(true, true);

        assertThat(names(plan.workers(0, 2))).containsExactly("broker");
        assertThat(names(plan.workers(1, 2))).containsExactly("broker", "registry");
        assertThat(names(plan.workers(ClusterRole.ALL, 2)))
                .containsExactly(
                        "broker", "registry", "rewards", "scorer", "learner", "console", "sampler-1", "sampler-2");
    }

    @Test
    void aRegistryThatIsThereAndARewardThatIsComputedNeedNoProcess() {
        assertThat(names(plan(false, false).workers(ClusterRole.ALL, 1)))
                .containsExactly("broker", "rewards", "learner", "console", "sampler-1");
    }

    @Test
    void samplersTakeTheDevicesInTurnAndTheLearnerAllOfThem() {
        List<WorkerSpec> workers = plan(false, false).workers(ClusterRole.ALL, 3);

        assertThat(option(workers, "learner", "--device")).isEqualTo("cuda:0,cuda:1");
        assertThat(option(workers, "sampler-1", "--device")).isEqualTo("cuda:0");
        assertThat(option(workers, "sampler-2", "--device")).isEqualTo("cuda:1");
        assertThat(option(workers, "sampler-3", "--device")).isEqualTo("cuda:0");
    }

    @Test
    void whoStaysKeepsItsPort() {
        ClusterPlan plan = plan(false, false);
        WorkerSpec first = worker(plan.workers(ClusterRole.ALL, 1), "sampler-1");

        assertThat(plan.workers(ClusterRole.ALL, 4)).contains(first);
        assertThat(first.httpPort()).isPresent();
        assertThat(plan.workers(ClusterRole.ALL, 4).stream().flatMap(worker -> worker.httpPort().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void brokerAndRegistryListenWhereTheOthersLook() {
        List<WorkerSpec> workers = plan(true, false).workers(ClusterRole.ALL, 1);

        assertThat(option(workers, "broker", "--port")).isEqualTo("9093");
        assertThat(option(workers, "registry", "--port")).isEqualTo("8082");
        assertThat(option(workers, "sampler-1", "--bootstrap")).isEqualTo("127.0.0.1:9093");
        assertThat(option(workers, "sampler-1", "--registry")).isEqualTo(SchemaServer.address(8082));
    }

    private ClusterPlan plan(boolean ownRegistry, boolean scorer) {
        return new ClusterPlan(
                new ClusterFolder(Path.of("cluster")),
                "foxes",
                new Addresses(
                        "127.0.0.1:9093", ownRegistry ? SchemaServer.address(8082) : "memory:", ownRegistry, 8640),
                scorer,
                List.of("cuda:0", "cuda:1"),
                port::incrementAndGet);
    }

    private static List<String> names(List<WorkerSpec> workers) {
        return workers.stream().map(WorkerSpec::name).toList();
    }

    private static WorkerSpec worker(List<WorkerSpec> workers, String name) {
        return workers.stream()
                .filter(worker -> worker.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String option(List<WorkerSpec> workers, String name, String option) {
        List<String> arguments = worker(workers, name).arguments();
        return arguments.get(arguments.indexOf(option) + 1);
    }
}
