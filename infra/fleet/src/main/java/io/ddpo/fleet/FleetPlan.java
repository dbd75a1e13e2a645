package io.ddpo.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is to be there.
 *
 * @param workers by run and role; a role that a run does not ask for is left out
 * @param over runs that need nobody any more: whoever is still there has nothing left to do
 * @param unread runs whose log is not read yet: who is there stays
 */
public record FleetPlan(List<Wanted> workers, Set<String> over, Set<String> unread) {
    public FleetPlan {
        workers = List.copyOf(workers);
        over = Set.copyOf(over);
        unread = Set.copyOf(unread);
    }

    /**
     * Divides what a fleet can keep among the runs, in their order. A run gets its learner, its reward streams, its
     * scorers and a sampler, or waits; what is left over makes more samplers.
     */
    public static FleetPlan of(List<RunWish> wishes, Collection<String> unread, Limits limits) {
        List<Wanted> workers = new ArrayList<>();
        Set<String> over = new TreeSet<>();
        int left = limits.workers();
        for (RunWish wish : wishes) {
            List<Wanted> own = within(wish, limits);
            if (wish.over().isPresent()) {
                over.add(wish.run());
                own = none(own, wish.over().get());
            } else {
                own = share(own, left, limits);
            }
            workers.addAll(own);
            left -= own.stream().mapToInt(Wanted::count).sum();
        }
        return new FleetPlan(workers, over, Set.copyOf(unread));
    }

    private static List<Wanted> within(RunWish wish, Limits limits) {
        return Arrays.stream(WorkerRole.values())
                .filter(role -> wish.asked(role) > 0)
                .map(role -> limits.of(wish.run(), role, wish.asked(role)))
                .toList();
    }

    private static List<Wanted> share(List<Wanted> own, int left, Limits limits) {
        int others = own.stream()
                .filter(wanted -> wanted.role() != WorkerRole.SAMPLER)
                .mapToInt(Wanted::count)
                .sum();
        int samplers = own.stream().mapToInt(Wanted::count).sum() - others;
        String full = "this fleet keeps %d processes at most".formatted(limits.workers());
        if (others + Math.min(1, samplers) > left) {
            return none(own, full + ", and other runs have them");
        }
        return own.stream()
                .map(wanted -> wanted.role() == WorkerRole.SAMPLER ? wanted.atMost(left - others, full) : wanted)
                .toList();
    }

    private static List<Wanted> none(List<Wanted> own, String why) {
        return own.stream().map(wanted -> wanted.atMost(0, why)).toList();
    }
}
