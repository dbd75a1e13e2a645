package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.payload.RewardRecords;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a slot has taken: outcomes, most of which a reward is asked about, and what could not be read.
 *
 * @param entries in the order in which they were taken
 * @param unreadable records that nobody can read
 */
record Batch(List<Entry> entries, List<DeadLetter> unreadable) {
    /** A reason may be as long as an answer; a record of the log need not be. */
    private static final int LONGEST_REASON = 1000;

    /**
     * An outcome.
     *
     * @param settled what it ends in without asking; null if it is to be asked about
     */
    record Entry(Outcome outcome, PictureLocation location, Failure settled) {
        boolean isAsked() {
            return settled == null;
        }

        Sample sample() {
            return new Sample(
                    outcome.getTrajectoryId(),
                    bytes(((Picture) outcome.getResult()).getPng()),
                    outcome.getPrompt(),
                    outcome.getMetadata());
        }

        Reward reward(Object result) {
            return RewardRecords.of(outcome, location, result);
        }
    }

    Batch {
        entries = List.copyOf(entries);
        unreadable = List.copyOf(unreadable);
    }

    /** The iteration of the first outcome; -1 if none could be read. */
    int iteration() {
        return entries.isEmpty() ? -1 : entries.get(0).outcome().getIteration();
    }

    /** What the reward is asked about: each id once, even if a request was answered twice. */
    List<Sample> samples() {
        Map<String, Sample> samples = new LinkedHashMap<>();
        entries.stream()
                .filter(Entry::isAsked)
                .forEach(entry -> samples.putIfAbsent(entry.outcome().getTrajectoryId(), entry.sample()));
        return List.copyOf(samples.values());
    }

    /**
     * The record of every outcome.
     *
     * @param reward its name, with which failures begin
     * @param verdicts on {@link #samples}, in their order
     */
    List<Reward> rewards(String reward, List<Verdict> verdicts) {
        List<Sample> samples = samples();
        Map<String, Object> results = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            results.put(samples.get(i).id(), result(reward, verdicts.get(i)));
        }
        return entries.stream()
                .map(entry -> entry.reward(
                        entry.isAsked() ? results.get(entry.outcome().getTrajectoryId()) : entry.settled()))
                .toList();
    }

    /** A failure in scoring, as the log has it. */
    static Failure failure(String reward, String reason) {
        String sentence = reward + ": " + reason;
        return new Failure("scoring", sentence.substring(0, Math.min(LONGEST_REASON, sentence.length())));
    }

    private static Object result(String reward, Verdict verdict) {
        return verdict instanceof Verdict.Score score
                ? new Score(score.value(), score.components())
                : failure(reward, ((Verdict.Failure) verdict).reason());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
