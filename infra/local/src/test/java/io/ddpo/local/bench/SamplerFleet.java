package io.ddpo.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.sampler.Simulation;
import io.ddpo.service.Exit;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Simulated samplers of a run, in this JVM. They have to end well. */
record SamplerFleet(List<RoleProcess> samplers) implements AutoCloseable {
    /** Starts so many. */
    static SamplerFleet start(int count, Simulation simulation, String run, String bootstrapServers) {
        List<RoleProcess> samplers = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Map<String, String> settings = Map.of(
                    "run",
                    run,
                    "worker",
                    "sampler-" + number,
                    "kafka.bootstrap.servers",
                    bootstrapServers,
                    "registry.url",
                    "memory:");
            samplers.add(new RoleProcess(
                            simulation, RoleSettings.of(simulation).of(settings, "figures"), InstantSource.system())
                    .start());
        }
        return new SamplerFleet(samplers);
    }

    /** @throws AssertionError if one has ended before its time */
    void requireAll() {
        assertThat(samplers)
                .as("samplers that have ended")
                .noneMatch(sampler -> sampler.exit().isDone());
    }

    @Override
    public void close() {
        samplers.forEach(RoleProcess::stop);
        assertThat(samplers).extracting(sampler -> sampler.exit().join()).containsOnly(Exit.OK);
    }
}
