package io.ddpo.local.cluster;

import io.ddpo.fleet.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * Which processes there are, and what they are told. The same question has the same answer. The processes of the run that
 * a cluster was made for have short names; those of other runs begin with the run.
 */
final class ClusterPlan {
    private final ClusterFolder folder;
    private final String mainRun;
    private final Addresses addresses;
    private final List<String> devices;
    private final IntSupplier freePort;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, String> runs = new HashMap<>();

    /**
     * @param mainRun the one whose processes have short names; may be empty
     * @param devices what a learner computes on, all of them together, and samplers in turn
     * @param freePort gives another one each time
     */
    ClusterPlan(ClusterFolder folder, String mainRun, Addresses addresses, List<String> devices, IntSupplier freePort) {
        this.folder = folder;
        this.mainRun = mainRun;
        this.addresses = addresses;
        this.devices = List.copyOf(devices);
        this.freePort = freePort;
    }

    /** What a cluster needs up to a stage, whatever its runs want. */
    List<WorkerSpec> services(int stage) {
        List<WorkerSpec> all = new ArrayList<>();
        all.add(service(
                ClusterRole.BROKER, addresses.brokerPort(), folder.kafka().toString()));
        if (addresses.ownRegistry()) {
            all.add(service(
                    ClusterRole.REGISTRY,
                    addresses.registryPort(),
                    folder.registry().toString()));
        }
        all.add(console());
        return all.stream().filter(worker -> worker.role().stage() <= stage).toList();
    }

    /** The processes of one role of a run. */
    List<WorkerSpec> of(Wanted wanted) {
        return IntStream.rangeClosed(1, wanted.count())
                .mapToObj(number -> worker(wanted, number))
                .toList();
    }

    /** The run that a process was planned for; empty for those that belong to none. */
    Optional<String> runOf(WorkerSpec worker) {
        return Optional.ofNullable(runs.get(worker.name()));
    }

    private WorkerSpec worker(Wanted wanted, int number) {
        String run = wanted.run();
        String role = wanted.role().text();
        String name = (run.equals(mainRun) ? "" : run + ".")
                + switch (wanted.role()) {
                    case SAMPLER -> role + "-" + number;
                    case REWARDS, SCORER, LEARNER -> number == 1 ? role : role + "-" + number;
                };
        runs.put(name, run);
        String device = devices.get((number - 1) % devices.size());
        String scratch = folder.scratch().toString();
        return switch (wanted.role()) {
            case SAMPLER ->
                role(
                        ClusterRole.SAMPLER,
                        run,
                        name,
                        List.of("--worker", name, "--scratch.dir", scratch, "--device", device));
            case REWARDS -> role(ClusterRole.REWARDS, run, name, List.of("--worker", name));
            case SCORER -> role(ClusterRole.SCORER, run, name, List.of("--worker", name));
            case LEARNER ->
                role(
                        ClusterRole.LEARNER,
                        run,
                        name,
                        List.of("--scratch.dir", scratch, "--device", String.join(",", devices)));
        };
    }

    private static WorkerSpec service(ClusterRole role, int port, String data) {
        List<String> arguments = List.of("--port", Integer.toString(port), "--data", data);
        return new WorkerSpec(role.text(), role, arguments, Optional.empty());
    }

    private WorkerSpec console() {
        List<String> arguments = new ArrayList<>(log());
        arguments.addAll(List.of("--port", Integer.toString(addresses.consolePort()), "--fleet", ClusterRun.FLEET));
        return new WorkerSpec("console", ClusterRole.CONSOLE, arguments, Optional.empty());
    }

    private WorkerSpec role(ClusterRole role, String run, String name, List<String> own) {
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
