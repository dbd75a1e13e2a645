package io.ddpo.rewards.topology;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.rewards.guard.Look;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.payload.RewardRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to the reward of an evaluation what guards say of the picture, and a sketch of it.
 *
 * @param guards of the run
 */
record LookAtEvaluations(Guards guards) {
    private static final Logger log = LoggerFactory.getLogger(LookAtEvaluations.class);

    Reward look(Reward reward, Sample sample) {
        Look look = guards.look(sample);
        look.missing()
                .forEach(why -> log.atWarn()
                        .addKeyValue("trajectoryId", sample.id())
                        .addKeyValue("prompt", sample.prompt())
                        .log("Part of an evaluation is missing: {}", why));
        return RewardRecords.lookedAt(reward, look.scores(), look.sketch());
    }
}
