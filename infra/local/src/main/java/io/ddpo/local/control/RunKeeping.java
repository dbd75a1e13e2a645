package io.ddpo.local.control;

import io.ddpo.learner.RunCreator;
import io.ddpo.local.demo.RewardNeeds;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.specification.SpecificationDigest;
import io.ddpo.service.kafka.KafkaClients;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who keeps the processes of a run, and how many of each role, in the cluster's list of runs.
 *
 * @param registry stays open
 */
public record RunKeeping(KafkaClients kafka, SchemaRegistry registry, InstantSource clock) {
    /**
     * Writes that a keeper is to have a run's processes, unless the list says so already.
     *
     * @param samplers as long as no command to the run says otherwise
     * @param roles how many of a role, where it is not what the run needs
     * @return processes by role
     */
    public Map<String, Integer> keep(
            RunSpecification run, String keeper, int samplers, Map<String, Integer> roles, String who, String why) {
        Map<String, Integer> all = new TreeMap<>(RewardNeeds.workers(run, samplers));
        all.putAll(roles);
        put(run, keeper, all, who, why);
        return all;
    }

    /** Writes that nobody is to work on a run any more. */
    public void release(RunSpecification run, String who, String why) {
        put(run, "", Map.of(), who, why);
    }

    private void put(RunSpecification run, String keeper, Map<String, Integer> roles, String who, String why) {
        String digest = SpecificationDigest.of(run);
        try (RunRegistry runs = new RunCreator(kafka, registry, clock).runs()) {
            RunEntry known = runs.entries().get(run.getRun());
            boolean same = known != null
                    && known.getSpecificationSha256().equals(digest)
                    && known.getKeeper().equals(keeper)
                    && known.getRoles().equals(roles);
            if (!same) {
                runs.put(new RunEntry(run.getRun(), digest, roles, clock.instant(), keeper, who, why));
            }
        }
    }
}
