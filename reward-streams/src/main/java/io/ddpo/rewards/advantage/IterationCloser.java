package io.ddpo.rewards.advantage;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.payload.IterationDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Makes the entries of a whole iteration out of its rewards. Pure: neither order nor time of arrival matters. */
public final class IterationCloser {
    private static final Comparator<Reward> ORDER = Comparator.comparing(Reward::getRequestId)
            .thenComparing(Reward::getIndexInRequest)
            .thenComparing(Reward::getTrajectoryId);

    private final Normalisation normalisation;

    /** A closer that normalises as {@code settings} say. */
    public IterationCloser(AdvantageSettings settings) {
        this.normalisation = Normalisation.of(settings);
    }

    /**
     * Closes an iteration. Samples that failed get no advantage and are part of no statistics.
     *
     * @param rewards one for each sample of the iteration, at least one, in any order
     * @param memory rewards of earlier iterations
     */
    public Closing close(int iteration, Collection<Reward> rewards, RewardMemory memory) {
        List<Reward> sorted = rewards.stream().sorted(ORDER).toList();
        List<Reward> scored = sorted.stream().filter(IterationCloser::isScored).toList();
        Normalisation.Result result =
                normalisation.apply(scored.stream().map(IterationCloser::sample).toList(), memory);
        List<Advantage> advantages = new ArrayList<>(scored.size());
        for (int i = 0; i < scored.size(); i++) {
            advantages.add(advantage(scored.get(i), result.advantages().get(i)));
        }
        return new Closing(entries(iteration, advantages, closed(sorted, advantages)), result.remembered());
    }

    private static List<AdvantageEntry> entries(int iteration, List<Advantage> advantages, IterationClosed closed) {
        List<AdvantageEntry> entries = new ArrayList<>(advantages.size() + 1);
        advantages.forEach(advantage -> entries.add(new AdvantageEntry(iteration, advantage)));
        entries.add(new AdvantageEntry(iteration, closed));
        return entries;
    }

    private static Advantage advantage(Reward reward, Normalised normalised) {
        return Advantage.newBuilder()
                .setTrajectoryId(reward.getTrajectoryId())
                .setRequestId(reward.getRequestId())
                .setIndexInRequest(reward.getIndexInRequest())
                .setPolicyVersion(reward.getPolicyVersion())
                .setPrompt(reward.getPrompt())
                .setReward(value(reward))
                .setAdvantage(normalised.advantage())
                .setMean(normalised.mean())
                .setStd(normalised.divisor())
                .setScope(normalised.ownPrompt() ? AdvantageScope.PROMPT : AdvantageScope.BATCH)
                .setCount(normalised.count())
                .setTrajectory(reward.getTrajectory().orElseThrow())
                .build();
    }

    private static IterationClosed closed(List<Reward> sorted, List<Advantage> advantages) {
        Statistics statistics =
                Statistics.of(advantages.stream().map(Advantage::getReward).toList());
        return IterationClosed.newBuilder()
                .setPolicyVersion(sorted.get(0).getPolicyVersion())
                .setTrajectoryIds(
                        advantages.stream().map(Advantage::getTrajectoryId).toList())
                .setFailures(sorted.stream()
                        .filter(reward -> !isScored(reward))
                        .map(reward -> new FailedSample(reward.getTrajectoryId(), (Failure) reward.getResult()))
                        .toList())
                .setRewardMean(statistics.mean())
                .setRewardStd(statistics.std())
                .setDigest(IterationDigest.of(advantages))
                .build();
    }

    private static boolean isScored(Reward reward) {
        return reward.getResult() instanceof Score;
    }

    private static PromptReward sample(Reward reward) {
        return new PromptReward(reward.getPrompt(), value(reward));
    }

    private static double value(Reward reward) {
        return ((Score) reward.getResult()).getValue();
    }

    /**
     * A closed iteration.
     *
     * @param entries the advantages, sorted by (request, index), and the closing record
     * @param remembered rewards to remember from now on, by prompt, oldest first; other prompts stay as they were
     */
    public record Closing(List<AdvantageEntry> entries, Map<String, List<Double>> remembered) {
        /** The last of the entries. */
        public IterationClosed closed() {
            return (IterationClosed) entries.get(entries.size() - 1).getEntry();
        }
    }
}
