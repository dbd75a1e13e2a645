package io.ddpo.local.demo;

import io.ddpo.rewards.scorer.Rescoring;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.InstantSource;

/** Has another reward judge the pictures of a run, into a topic of its own. */
public final class RunScoring {
    private RunScoring() {}

    /**
     * Scores what is not scored yet under the label.
     *
     * @param label what the topic of the scores is found under
     * @param concurrency calls of the reward at once
     * @param listener hears of every score, those of an earlier call included
     * @throws FatalRoleException if there is no such run, the reward cannot be opened, or the label cannot be
     */
    public static void score(
            LogPlace place,
            String run,
            RewardSettings reward,
            String label,
            int concurrency,
            Rescoring.Listener listener,
            InstantSource clock)
            throws InterruptedException {
        try (Cluster cluster = Cluster.open(place, clock)) {
            DemoLog log = cluster.log(run);
            RewardSettings whole =
                    new RewardSettings(reward.getName(), RewardSecrets.join(reward.getParameters(), System.getenv()));
            log.rescoring(SourceRun.read(log).specification()).score(whole, label, concurrency, listener);
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
