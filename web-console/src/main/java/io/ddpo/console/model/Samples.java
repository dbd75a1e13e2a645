package io.ddpo.console.model;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.Reward;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The judged samples of a run: of each id the first one, as everywhere. Beyond the limit the oldest iterations are let
 * go, evaluations last; their statistics stay. One thread at a time.
 */
final class Samples {
    private final int limit;
    private final Map<String, Sample> byId = new HashMap<>();
    private final Map<String, AdvantageView> advantages = new HashMap<>();
    private final Map<String, String> prompts = new HashMap<>();
    private final TreeMap<Integer, SampleGroup> training = new TreeMap<>();
    private final TreeMap<Integer, SampleGroup> evaluations = new TreeMap<>();
    private int kept;

    Samples(int limit) {
        this.limit = limit;
    }

    /** Whether it was new. */
    boolean add(Reward record) {
        Sample sample = Sample.of(record, prompts.computeIfAbsent(record.getPrompt(), text -> text));
        if (byId.putIfAbsent(sample.id(), sample) != null) {
            return false;
        }
        group(sample).add(sample);
        kept++;
        makeRoom();
        return true;
    }

    /** What the learner is to make of a sample; its reward may come after it. */
    void add(int iteration, Advantage advantage) {
        SampleGroup group = training.get(iteration);
        if (group != null && group.isReleased()) {
            return;
        }
        advantages.put(advantage.getTrajectoryId(), AdvantageView.of(advantage));
    }

    private SampleGroup group(Sample sample) {
        return sample.evaluation()
                ? evaluations.computeIfAbsent(sample.version(), version -> new SampleGroup(sample))
                : training.computeIfAbsent(sample.iteration(), iteration -> new SampleGroup(sample));
    }

    /** Never the newest iteration, which is what people look at. */
    private void makeRoom() {
        if (kept > limit) {
            oldest(training).or(() -> oldest(evaluations)).ifPresent(this::release);
        }
    }

    private static Optional<SampleGroup> oldest(TreeMap<Integer, SampleGroup> groups) {
        return groups.values().stream()
                .limit(Math.max(0, groups.size() - 1))
                .filter(group -> !group.samples().isEmpty())
                .findFirst();
    }

    private void release(SampleGroup group) {
        for (Sample sample : group.release()) {
            byId.remove(sample.id());
            advantages.remove(sample.id());
            kept--;
        }
    }

    Optional<Sample> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<AdvantageView> advantage(String id) {
        return Optional.ofNullable(advantages.get(id));
    }

    /** Samples that were judged in an iteration so far, or that failed. */
    int judged(int iteration) {
        SampleGroup group = training.get(iteration);
        return group == null ? 0 : group.samples().size();
    }

    int kept() {
        return kept;
    }

    List<RewardPoint> points() {
        return Stream.concat(training.values().stream(), evaluations.values().stream())
                .map(SampleGroup::point)
                .toList();
    }

    /** Those in memory, in the order of iterations or versions. */
    Stream<Sample> stream(boolean evaluation) {
        return groups(evaluation).values().stream().flatMap(group -> group.samples().stream());
    }

    private TreeMap<Integer, SampleGroup> groups(boolean evaluation) {
        return evaluation ? evaluations : training;
    }
}
