package io.ddpo.rewards.scorer;

import io.ddpo.rewards.guard.Guards;
import io.ddpo.rewards.guard.Look;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.payload.RewardRecords;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to the rewards of evaluations what guards say of the pictures, and sketches of them.
 *
 * @param guards of the run
 */
record Evaluations(Guards guards) {
    private static final Logger log = LoggerFactory.getLogger(Evaluations.class);

    /** @param rewards of the entries of the batch, in their order */
    List<Reward> lookAt(Batch batch, List<Reward> rewards) {
        List<Reward> all = new ArrayList<>(rewards);
        for (int i = 0; i < all.size(); i++) {
            Batch.Entry entry = batch.entries().get(i);
            boolean isPicture = entry.outcome().getResult() instanceof Picture;
            if (isPicture && entry.outcome().getPurpose() == Purpose.EVALUATION) {
                all.set(i, lookAt(entry, all.get(i)));
            }
        }
        return all;
    }

    private Reward lookAt(Batch.Entry entry, Reward reward) {
        Look look = guards.look(entry.sample());
        look.missing()
                .forEach(why -> log.atWarn()
                        .addKeyValue("trajectoryId", reward.getTrajectoryId())
                        .addKeyValue("prompt", reward.getPrompt())
                        .log("Part of an evaluation is missing: {}", why));
        return RewardRecords.lookedAt(reward, look.scores(), look.sketch());
    }
}
