package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.fleet.Wanted;
import io.ddpo.fleet.WorkerRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
    private final AtomicInteger port = new AtomicInteger(5000);

    @Test
    void everyStageHasTheServicesOfTheOnesBeforeIt() {
        ClusterPlan plan = plan(true);

        assertThat(names(plan.services(0))).containsExactly("broker");
        assertThat(names(plan.services(1))).containsExactly("broker", "registry");
        assertThat(names(plan.services(ClusterRole.ALL))).containsExactly("broker", "registry", "console");
        assertThat(names(plan(false).services(ClusterRole.ALL))).containsExactly("broker", "console");
    }

    @Test
    void aRunHasAsManyProcessesOfARoleAsItGets() {
        ClusterPlan plan = plan(false);

        assertThat(names(plan.of(wanted("foxes", WorkerRole.SAMPLER, 2)))).containsExactly("sampler-1", "sampler-2");
        assertThat(names(plan.of(wanted("foxes", WorkerRole.SCORER, 2)))).containsExactly("scorer", "scorer-2");
        assertThat(plan.of(new Wanted("foxes", WorkerRole.SAMPLER, 4, 0, "the run is stopped")))
                .isEmpty();
    }

    @Test
    void theProcessesOfAnotherRunHaveItsName() {
        ClusterPlan plan = plan(false);
        List<WorkerSpec> learner = plan.of(wanted("wolves", WorkerRole.LEARNER, 1));

        assertThat(names(learner)).containsExactly("wolves.learner");
        assertThat(option(learner, "wolves.learner", "--run")).isEqualTo("wolves");
        assertThat(option(learner, "wolves.learner", "--scratch.dir")).endsWith("cluster/scratch");
        assertThat(plan.runOf(learner.get(0))).hasValue("wolves");
        assertThat(plan.runOf(plan.services(0).get(0))).isEmpty();
    }

    @Test
    void samplersTakeTheDevicesInTurnAndTheLearnerAllOfThem() {
        List<WorkerSpec> samplers = plan(false).of(wanted("foxes", WorkerRole.SAMPLER, 3));

        assertThat(option(plan(false).of(wanted("foxes", WorkerRole.LEARNER, 1)), "learner", "--device"))
                .isEqualTo("cuda:0,cuda:1");
        assertThat(option(samplers, "sampler-1", "--device")).isEqualTo("cuda:0");
        assertThat(option(samplers, "sampler-2", "--device")).isEqualTo("cuda:1");
        assertThat(option(samplers, "sampler-3", "--device")).isEqualTo("cuda:0");
        assertThat(option(samplers, "sampler-3", "--scratch.dir")).endsWith("cluster/scratch");
    }

    @Test
    void whoStaysKeepsItsPort() {
        ClusterPlan plan = plan(false);
        WorkerSpec first = plan.of(wanted("foxes", WorkerRole.SAMPLER, 1)).get(0);
        List<WorkerSpec> four = plan.of(wanted("foxes", WorkerRole.SAMPLER, 4));

        assertThat(four).contains(first);
        assertThat(first.httpPort()).isPresent();
        assertThat(four.stream().flatMap(worker -> worker.httpPort().stream())).doesNotHaveDuplicates();
    }

    @Test
    void brokerAndRegistryListenWhereTheOthersLook() {
        List<WorkerSpec> services = plan(true).services(ClusterRole.ALL);
        List<WorkerSpec> samplers = plan(true).of(wanted("foxes", WorkerRole.SAMPLER, 1));

        assertThat(option(services, "broker", "--port")).isEqualTo("9093");
        assertThat(option(services, "registry", "--port")).isEqualTo("8082");
        assertThat(option(samplers, "sampler-1", "--bootstrap")).isEqualTo("127.0.0.1:9093");
        assertThat(option(samplers, "sampler-1", "--registry")).isEqualTo(SchemaServer.address(8082));
    }

    private static Wanted wanted(String run, WorkerRole role, int count) {
        return new Wanted(run, role, count, count, "");
    }

    private ClusterPlan plan(boolean ownRegistry) {
        return new ClusterPlan(
                new ClusterFolder(Path.of("cluster")),
                "foxes",
                new Addresses(
                        "127.0.0.1:9093", ownRegistry ? SchemaServer.address(8082) : "memory:", ownRegistry, 8640),
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
