package io.ddpo.local.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Which processes a cluster has, and what they are told. The same question has the same answer. */
final class ClusterPlan {
    private final ClusterFolder folder;
    private final String run;
    private final Addresses addresses;
    private final boolean scorer;
    private final List<String> devices;
    private final IntSupplier freePort;
    private final Map<String, Integer> ports = new HashMap<>();

    /**
     * @param scorer whether the reward of the run is asked, rather than computed in the reward streams
     * @param devices what the learner computes on, all of them together, and samplers in turn
     * @param freePort gives another one each time
     */
    ClusterPlan(
            ClusterFolder folder,
            String run,
            Addresses addresses,
            boolean scorer,
            List<String> devices,
            IntSupplier freePort) {
        this.folder = folder;
        this.run = run;
        this.addresses = addresses;
        this.scorer = scorer;
        this.devices = List.copyOf(devices);
        this.freePort = freePort;
    }

    /** Everything up to a stage, in the order of stages. */
    List<WorkerSpec> workers(int stage, int samplers) {
        return all(samplers).stream()
                .filter(worker -> worker.role().stage() <= stage)
                .toList();
    }

    private List<WorkerSpec> all(int samplers) {
        List<WorkerSpec> all = new ArrayList<>();
        all.add(service(
                ClusterRole.BROKER, addresses.brokerPort(), folder.kafka().toString()));
        if (addresses.ownRegistry()) {
            all.add(service(
                    ClusterRole.REGISTRY,
                    addresses.registryPort(),
                    folder.registry().toString()));
        }
        all.add(role(ClusterRole.REWARDS, "rewards", List.of("--worker", "rewards")));
        if (scorer) {
            all.add(role(ClusterRole.SCORER, "scorer", List.of("--worker", "scorer")));
        }
        List<String> learner =
                List.of("--scratch.dir", folder.scratch().toString(), "--device", String.join(",", devices));
        all.add(role(ClusterRole.LEARNER, "learner", learner));
        all.add(console());
        for (int number = 1; number <= samplers; number++) {
            String name = "sampler-" + number;
            String device = devices.get((number - 1) % devices.size());
            all.add(role(ClusterRole.SAMPLER, name, List.of("--worker", name, "--device", device)));
        }
        return all;
    }

    private static WorkerSpec service(ClusterRole role, int port, String data) {
        List<String> arguments = List.of("--port", Integer.toString(port), "--data", data);
        return new WorkerSpec(role.text(), role, arguments, Optional.empty());
    }

    private WorkerSpec console() {
        List<String> arguments = new ArrayList<>(log());
        arguments.addAll(List.of("--port", Integer.toString(addresses.consolePort())));
        return new WorkerSpec("console", ClusterRole.CONSOLE, arguments, Optional.empty());
    }

    private WorkerSpec role(ClusterRole role, String name, List<String> own) {
        int port = ports.computeIfAbsent(name, any -> freePort.getAsInt());
        List<String> arguments = new ArrayList<>(List.of("--run", run));
        arguments.addAll(log());
        arguments.addAll(own);
        arguments.addAll(List.of("--http.port", Integer.toString(port)));
        return new WorkerSpec(name, role, arguments, Optional.of(port));
    }

    private List<String> log() {
        return List.of("--bootstrap", addresses.bootstrapServers(), "--registry", addresses.registry());
    }
}
