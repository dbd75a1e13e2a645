package io.ddpo.local.demo;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.LearnerListener;
import io.ddpo.learner.LearnerRole;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.fleet.FleetRole;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.sampler.SamplerRole;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The roles of a run in this JVM. They meet in the log alone, as they would from machine to machine. */
final class Crew implements AutoCloseable {
    private final List<RoleProcess> processes;

    private Crew(List<RoleProcess> processes) {
        this.processes = processes;
    }

    /**
     * Starts reward streams, samplers and learner, and a scorer if the reward needs one.
     *
     * @param model folder of the base model
     * @param devices what the learner computes on, all of them together, and samplers in turn
     * @param samplers how many, as long as no command to the run says otherwise
     * @param scorer whether the reward runs in workers
     * @param scratch folder of the learner and the samplers
     */
    static Crew start(
            String run,
            ClusterAccess access,
            Path model,
            List<DeviceName> devices,
            int samplers,
            boolean scorer,
            Path scratch,
            InstantSource clock) {
        Map<String, String> log = new HashMap<>(access.forRoles());
        log.put("run", run);
        Map<String, String> common = new HashMap<>(log);
        common.put("heartbeat.interval", "500ms");
        List<RoleProcess> processes = new ArrayList<>();
        processes.add(process(new RewardStreamsRole(), common, Map.of("worker", "rewards"), clock));
        if (scorer) {
            Map<String, String> own = new HashMap<>(Map.of("worker", "scorer"));
            RewardSecrets.of(System.getenv()).forEach((name, secret) -> own.put("reward." + name, secret));
            processes.add(process(new ScorerRole(), common, own, clock));
        }
        IntFunction<RoleProcess> sampler = number -> {
            String device = devices.get((number - 1) % devices.size()).text();
            Map<String, String> own = Map.of(
                    "worker",
                    "sampler-" + number,
                    "model",
                    model.toString(),
                    "device",
                    device,
                    "scratch.dir",
                    scratch.toString());
            return process(new SamplerRole(), common, own, clock);
        };
        processes.add(process(new FleetRole(samplers, sampler), log, Map.of(), clock));
        String together = devices.stream().map(DeviceName::text).collect(Collectors.joining(","));
        Map<String, String> learner =
                Map.of("model", model.toString(), "device", together, "scratch.dir", scratch.toString());
        processes.add(process(new LearnerRole(LearnerListener.NONE), common, learner, clock));
        processes.forEach(RoleProcess::start);
        return new Crew(List.copyOf(processes));
    }

    private static RoleProcess process(
            Role role, Map<String, String> common, Map<String, String> own, InstantSource clock) {
        Map<String, String> settings = new HashMap<>(common);
        settings.putAll(own);
        return new RoleProcess(role, RoleSettings.of(role).of(settings, "demo"), clock);
    }

    /** How a role ended that should not have. */
    Optional<Exit> failure() {
        return processes.stream()
                .map(process -> process.exit().getNow(Exit.OK))
                .filter(exit -> exit.code() != ExitCode.OK)
                .findFirst();
    }

    /** Asks all to finish or give back what they have in hand, and waits until they have ended. */
    @Override
    public void close() {
        processes.forEach(RoleProcess::stop);
        processes.forEach(process -> process.exit().join());
    }
}
