package io.ddpo.rewards.scorer;

import io.ddpo.rewards.guard.Guards;
import io.ddpo.rewards.guard.Look;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.payload.RewardRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
        List<Integer> places = IntStream.range(0, all.size())
                .filter(i -> isLookedAt(batch.entries().get(i).outcome()))
                .boxed()
                .toList();
        List<Look> looks = guards.look(
                places.stream().map(i -> batch.entries().get(i).sample()).toList());
        for (int i = 0; i < looks.size(); i++) {
            int place = places.get(i);
            all.set(place, seen(all.get(place), looks.get(i)));
        }
        return all;
    }

    private static boolean isLookedAt(Outcome outcome) {
        return outcome.getPurpose() == Purpose.EVALUATION && outcome.getResult() instanceof Picture;
    }

    private static Reward seen(Reward reward, Look look) {
        look.missing()
                .forEach(why -> log.atWarn()
                        .addKeyValue("trajectoryId", reward.getTrajectoryId())
                        .addKeyValue("prompt", reward.getPrompt())
                        .log("Part of an evaluation is missing: {}", why));
        return RewardRecords.lookedAt(reward, look.scores(), look.sketch());
    }
}
