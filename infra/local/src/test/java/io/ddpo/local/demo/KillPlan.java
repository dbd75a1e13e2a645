package io.ddpo.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** When which process of a run is killed: all of it follows from a seed. */
final class KillPlan {
    /** The last kill comes before the end, so that none comes too late. */
    private static final double LAST = 0.95;

    private static final int LONGEST_DELAY_MS = 1000;

    private KillPlan() {}

    /**
     * A kill.
     *
     * @param victim index of the process
     * @param progress of the run at which it is due, in [0, 1)
     * @param delay from there, so that it also hits what is just starting again
     */
    record Kill(int victim, double progress, Duration delay) {}

    /** Kills in the order in which they are due, each victim as often as the others, at moments drawn uniformly. */
    static List<Kill> drawn(long seed, int victims, int killsOfEach) {
        Random random = new Random(seed);
        List<Kill> plan = new ArrayList<>();
        for (int kill = 0; kill < victims * killsOfEach; kill++) {
            Duration delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MS));
            plan.add(new Kill(kill % victims, LAST * random.nextDouble(), delay));
        }
        plan.sort(Comparator.comparingDouble(Kill::progress));
        return Collections.unmodifiableList(plan);
    }
}
