package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.Exit;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A role in this JVM, which has to end well. */
record Running(RoleProcess process) implements AutoCloseable {
    /**
     * Starts a role.
     *
     * @param broker its address
     * @param own settings beside those that say where the run is
     */
    static Running start(Role role, ScoredRun run, String broker, Map<String, String> own) {
        return new Running(new RoleProcess(
                        role, RoleSettings.of(role).of(settings(run, broker, own), "test"), InstantSource.system())
                .start());
    }

    /** What a role of this run is told. */
    static Map<String, String> settings(ScoredRun run, String broker, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("run", run.names().run());
        settings.put("kafka.bootstrap.servers", broker);
        settings.put("registry.url", "memory:");
        settings.put("heartbeat.interval", "200ms");
        return settings;
    }

    @Override
    public void close() {
        process.stop();
        assertThat(process.exit().join()).isEqualTo(Exit.OK);
    }
}
