package io.ddpo.fleet;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a fleet stands.
 *
 * @param over runs that need nobody any more
 * @param problem what keeps the back-end from doing what is wanted, in a sentence; empty while nothing does
 */
public record FleetState(List<Standing> standings, Set<String> over, Optional<String> problem) {
    public FleetState {
        standings = List.copyOf(standings);
        over = Set.copyOf(over);
    }
}
