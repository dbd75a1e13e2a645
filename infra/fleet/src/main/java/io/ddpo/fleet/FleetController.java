package io.ddpo.fleet;

import io.ddpo.service.duty.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
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
        Optional<String> unreadable = look(patience);
        if (!fleet.isListRead() && !looked) {
            return false;
        }
        FleetPlan plan = fleet.isListRead() ? FleetPlan.of(fleet.wishes(), fleet.unreadRuns(), limits) : made;
        Instant now = clock.instant();
        if (plan.equals(made) && now.isBefore(due)) {
            return false;
        }
        made = plan;
        become(reconcile(plan, unreadable, now));
        return true;
    }

    /** A registry that does not answer, or a topic that may not be read, is no reason to let go who is there. */
    private Optional<String> look(Duration patience) {
        try {
            fleet.look(patience);
            return fleet.unreadRuns().stream().findFirst().map("the log of run %s is not read yet"::formatted);
        } catch (InterruptException | WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().log("What is wanted cannot be read now: {}", e.getMessage());
            Utils.sleep(patience.toMillis());
            return Optional.of("what is wanted cannot be read now: " + e.getMessage());
        }
    }

    /** @param unreadable why not all that is wanted is known */
    private FleetState reconcile(FleetPlan plan, Optional<String> unreadable, Instant now) {
        try {
            backend.make(plan);
            FleetState found = new FleetState(Standing.of(plan, backend.there()), plan.over(), unreadable);
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
