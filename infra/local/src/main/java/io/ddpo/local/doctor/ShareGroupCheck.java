package io.ddpo.local.doctor;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;

/** Whether the samplers of a run divide all its requests, from the first one on and committed ones only. */
record ShareGroupCheck(KafkaClients kafka, RunNames run) implements ClusterCheck {
    private static final String NAME = "samplers";
    private static final Map<String, String> NEEDED =
            Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin("group")) {
            boolean exists = admin.listGroups().all().get().stream()
                    .anyMatch(group -> group.groupId().equals(run.samplerGroup()));
            return judge(exists, new Configs(admin).of(ConfigResource.Type.GROUP, run.samplerGroup()));
        }
    }

    /**
     * @param exists whether there ever was a sampler
     * @param settings of the group
     */
    static Finding judge(boolean exists, Map<String, String> settings) {
        if (!exists) {
            return Finding.ok(NAME, "none yet; the first one sets their group up");
        }
        Map<String, String> other = new TreeMap<>();
        NEEDED.keySet().stream()
                .filter(name -> !NEEDED.get(name).equals(settings.get(name)))
                .forEach(name -> other.put(name, settings.getOrDefault(name, "not set")));
        return other.isEmpty()
                ? Finding.ok(NAME, "their group reads from the first request on, committed ones only")
                : Finding.wrong(
                        NAME, "their group has " + other, "start a sampler of ./ddpo, which sets the group up again");
    }
}
