package io.ddpo.fleet;

import io.ddpo.service.duty.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a fleet to what the log wants, again and again: at once when that changes, every so often because somebody may
 * have changed the fleet, and later each time as long as it fails. It remembers nothing that matters: another one on the
 * same log does the same. One thread, but for {@link #state}.
 */
public final class FleetController {
    private static final Logger log = LoggerFactory.getLogger(FleetController.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private final FleetLog fleet;
    private final Limits limits;
    private final Backend backend;
    private final Duration interval;
    private final Consumer<FleetState> listener;
    private final InstantSource clock;
    private final BackOff afterFault = new BackOff(FIRST_WAIT, LONGEST_WAIT);
    private volatile FleetState state = new FleetState(List.of(), Set.of(), Optional.empty());
    private volatile boolean looked;
    private FleetPlan made = new FleetPlan(List.of(), Set.of(), Set.of());
    private Instant due = Instant.MIN;

    /**
     * @param interval how often what is there is looked at; zero for every turn
     * @param listener is told after each look how the fleet stands
     */
    public FleetController(
            FleetLog fleet,
            Limits limits,
            Backend backend,
            Duration interval,
            Consumer<FleetState> listener,
            InstantSource clock) {
        this.fleet = fleet;
        this.limits = limits;
        this.backend = backend;
        this.interval = interval;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Takes in what the log says, waiting for it up to {@code patience}, and does what is due.
     *
     * @return whether anything was due
     */
    public boolean turn(Duration patience) {
        fleet.look(patience);
        if (!fleet.isListRead()) {
            return false;
        }
        FleetPlan plan = FleetPlan.of(fleet.wishes(), fleet.unreadRuns(), limits);
        Instant now = clock.instant();
        if (plan.equals(made) && now.isBefore(due)) {
            return false;
        }
        made = plan;
        become(reconcile(plan, now));
        return true;
    }

    private FleetState reconcile(FleetPlan plan, Instant now) {
        try {
            backend.make(plan);
            FleetState found = new FleetState(Standing.of(plan, backend.there()), plan.over(), Optional.empty());
            afterFault.reset();
            due = now.plus(interval);
            return found;
        } catch (BackendException e) {
            Duration wait = afterFault.next();
            due = now.plus(wait);
            log.atWarn().log("{}; tried again in {} ms", e.getMessage(), wait.toMillis());
            return new FleetState(lastOf(plan), plan.over(), Optional.of(e.getMessage()));
        }
    }

    /** What was there the last time that it could be known. */
    private List<Standing> lastOf(FleetPlan plan) {
        return Standing.of(
                plan,
                state.standings().stream()
                        .map(last ->
                                new Actual(last.wanted().run(), last.wanted().role(), last.there(), last.ready()))
                        .toList());
    }

    private void become(FleetState next) {
        next.standings().stream()
                .filter(standing -> !standing.wanted().limit().isEmpty())
                .filter(standing ->
                        state.standings().stream().map(Standing::wanted).noneMatch(standing.wanted()::equals))
                .forEach(standing -> log.atInfo()
                        .addKeyValue("run", standing.wanted().run())
                        .log(
                                "Gets {} of {}: {}",
                                standing.wanted().count(),
                                standing.wanted().asked() + " "
                                        + standing.wanted().role().text(),
                                standing.wanted().limit()));
        state = next;
        looked = true;
        listener.accept(next);
    }

    /** Whether all that is wanted was read, and tried. */
    public boolean knowsAll() {
        return looked && made.unread().isEmpty();
    }

    /** Whether the list of runs was read, and what is wanted tried once. Any thread. */
    public boolean hasLooked() {
        return looked;
    }

    /** How the fleet stood at the last look; empty before the first. Any thread. */
    public FleetState state() {
        return state;
    }
}
