package io.ddpo.rewards.advantage;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tracker remembers after the closed iterations of a log: the tracker is a fold of advantages up to a closing
 * record. Entries that no closing record stands for are passed over. One thread at a time.
 */
public final class TrackerFold {
    private final AdvantageSettings settings;
    private final Map<String, List<Advantage>> open = new HashMap<>();
    private final Map<String, List<Double>> remembered = new HashMap<>();

    /** A tracker under these settings, which has seen nothing. */
    public TrackerFold(AdvantageSettings settings) {
        this.settings = settings;
    }

    /** Takes in the next entry of the log. */
    public void add(AdvantageEntry entry) {
        if (entry.getEntry() instanceof IterationClosed closed) {
            close(closed);
        } else {
            Advantage advantage = (Advantage) entry.getEntry();
            open.computeIfAbsent(advantage.getTrajectoryId(), unseen -> new ArrayList<>())
                    .add(advantage);
        }
    }

    /** Recent rewards by prompt, oldest first; nothing where prompts are not tracked. */
    public Map<String, List<Double>> remembered() {
        return settings.getPerPrompt() ? Map.copyOf(remembered) : Map.of();
    }

    private void close(IterationClosed closed) {
        List<Advantage> first = new ArrayList<>();
        List<Advantage> last = new ArrayList<>();
        for (String id : closed.getTrajectoryIds()) {
            List<Advantage> candidates = open.getOrDefault(id, List.of());
            if (!candidates.isEmpty()) {
                first.add(candidates.get(0));
                last.add(candidates.get(candidates.size() - 1));
            }
        }
        for (List<Advantage> chosen : List.of(first, last)) {
            if (IterationDigest.of(chosen).equals(closed.getDigest())) {
                chosen.forEach(this::remember);
                open.clear();
                return;
            }
        }
    }

    private void remember(Advantage advantage) {
        List<Double> rewards = remembered.computeIfAbsent(advantage.getPrompt(), unseen -> new ArrayList<>());
        rewards.add(advantage.getReward());
        if (rewards.size() > settings.getBufferSize()) {
            rewards.remove(0);
        }
    }
}
