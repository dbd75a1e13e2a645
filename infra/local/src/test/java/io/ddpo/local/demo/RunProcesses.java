package io.ddpo.local.demo;

import io.ddpo.learner.LearnerMain;
import io.ddpo.rewards.RewardStreamsMain;
import io.ddpo.sampler.SamplerMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The roles of a run as processes of their own.
 *
 * @param folder for what they print, and for disks of their own
 */
record RunProcesses(String run, String bootstrapServers, Path folder) {

    JavaProcess sampler(String name) throws Exception {
        return start(SamplerMain.class, Map.of("worker", name));
    }

    JavaProcess rewards() throws Exception {
        return start(RewardStreamsMain.class, Map.of());
    }

    /** Its disk is empty. */
    JavaProcess learner() throws Exception {
        Path scratch = Files.createTempDirectory(folder, "learner");
        return start(LearnerMain.class, Map.of("scratch.dir", scratch.toString()));
    }

    private JavaProcess start(Class<?> main, Map<String, String> own) throws Exception {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("run", run);
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        settings.put("registry.url", "memory:");
        settings.put("heartbeat.interval", "200ms");
        return JavaProcess.start(main, settings, folder);
    }
}
