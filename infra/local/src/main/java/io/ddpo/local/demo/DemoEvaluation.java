package io.ddpo.local.demo;

import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the demo looks at its versions.
 *
 * @param every so many versions are evaluated; 0: the first and the last
 * @param onOveroptimisation what follows when the reward is over-optimised
 */
public record DemoEvaluation(int every, OnOveroptimisation onOveroptimisation) {
    public static final int EVERY = 6;

    /** Every prompt under this many seeds, the same ones whatever the run's seed. */
    private static final int SEEDS = 2;

    private static final long SEED = 2305_13301;
    private static final int TRAINED_PROMPTS = 45;

    /** Whether a picture still shows what was asked for. */
    private static final RewardSettings GUARD = new RewardSettings("alignment", Map.of());

    /** @throws IllegalArgumentException if {@code every} is negative */
    public DemoEvaluation {
        if (every < 0) {
            throw new IllegalArgumentException("--evaluate-every: expected at least 0, got " + every);
        }
    }

    /**
     * What follows, by its name: ignore, alert, stop or rollback.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static OnOveroptimisation onOveroptimisation(String name) {
        return Arrays.stream(OnOveroptimisation.values())
                .filter(action -> action.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--on-overoptimisation: expected ignore, alert, stop or rollback, got " + name));
    }

    /** @param heldOut prompts that are not trained on */
    EvaluationSettings settings(List<Prompt> trained, List<Prompt> heldOut) {
        List<Prompt> prompts = Stream.concat(trained.stream().limit(TRAINED_PROMPTS), heldOut.stream())
                .toList();
        return new EvaluationSettings(every, prompts, SEEDS, SEED);
    }

    /**
     * What watches.
     *
     * @param reward that is trained on, which guards nothing
     * @param shipped whether the model's pictures are as large as those of the one that ships, which the guard knows
     */
    GuardSettings guard(String reward, boolean shipped) {
        boolean guarded = shipped && !reward.equals(GUARD.getName());
        List<RewardSettings> guards = guarded ? List.of(GUARD) : List.of();
        return GuardSettings.newBuilder()
                .setRewards(guards)
                .setOnOveroptimisation(onOveroptimisation)
                .build();
    }

    /** Whoever may go back to a version that was evaluated keeps them. */
    RetentionSettings keeping(RetentionSettings retention) {
        boolean keepsAll = retention.getWeightsKeepLast() == 0;
        return keepsAll || onOveroptimisation != OnOveroptimisation.ROLLBACK
                ? retention
                : RetentionSettings.newBuilder(retention)
                        .setWeightsKeepEvery(Math.max(1, every))
                        .build();
    }
}
