package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Advantages of an iteration that is not closed yet; several of one trajectory, if someone wrote them. */
final class AdvantagePool {

    /** An advantage with the record that holds it. */
    record Candidate(LogEntry<AdvantageEntry> entry, Advantage advantage) {}

    private final Map<String, Deque<Candidate>> byTrajectory = new HashMap<>();

    void clear() {
        byTrajectory.clear();
    }

    void add(LogEntry<AdvantageEntry> entry, Advantage advantage) {
        byTrajectory
                .computeIfAbsent(advantage.getTrajectoryId(), unseen -> new ArrayDeque<>())
                .add(new Candidate(entry, advantage));
    }

    /** The first candidate of every trajectory, in the order of the ids; nothing for one that has none. */
    List<Candidate> first(List<String> trajectoryIds) {
        return each(trajectoryIds, Deque::getFirst);
    }

    /** The last candidate of every trajectory. */
    List<Candidate> last(List<String> trajectoryIds) {
        return each(trajectoryIds, Deque::getLast);
    }

    private List<Candidate> each(List<String> ids, Function<Deque<Candidate>, Candidate> choice) {
        return ids.stream()
                .filter(byTrajectory::containsKey)
                .map(id -> choice.apply(byTrajectory.get(id)))
                .toList();
    }

    /** The candidates that were not chosen. */
    List<Candidate> others(List<Candidate> chosen) {
        Set<Candidate> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        taken.addAll(chosen);
        List<Candidate> others = new ArrayList<>();
        byTrajectory
                .values()
                .forEach(candidates -> candidates.stream()
                        .filter(candidate -> !taken.contains(candidate))
                        .forEach(others::add));
        return others;
    }
}
