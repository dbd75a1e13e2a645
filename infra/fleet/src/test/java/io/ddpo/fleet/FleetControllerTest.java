package io.ddpo.fleet;

import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetControllerTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ScriptedLog log = new ScriptedLog("fleet");
    private final Machines machines = new Machines();
    private final List<FleetState> told = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private FleetController controller = controller();

    private FleetController controller() {
        return new FleetController(log.fleet(), new Limits(20, 6, 200, 8), machines, INTERVAL, told::add, () -> now);
    }

    @BeforeEach
    void aRun() {
        log.entry("foxes", Records.entry("foxes", "fleet", Map.of("rewards", 1, "learner", 1, "sampler", 1)));
        log.look();
        log.ends("foxes");
    }

    @Test
    void thereIsWhatTheLogWants() {
        turn();

        assertThat(machines.there).isEqualTo(Map.of("foxes rewards", 1, "foxes learner", 1, "foxes sampler", 1));
        assertThat(controller.state().standings()).allMatch(Standing::isMet);
        assertThat(told).containsExactly(controller.state());
    }

    @Test
    void aCommandIsFollowedAtTheNextTurnAndNothingIsDoneTwice() {
        turn();
        int calls = machines.calls;

        assertThat(turn()).isFalse();
        assertThat(machines.calls).isEqualTo(calls);
        samplers(4);

        assertThat(turn()).isTrue();
        assertThat(machines.there).containsEntry("foxes sampler", 4);
        samplers(2);
        turn();
        assertThat(machines.there).containsEntry("foxes sampler", 2);
    }

    @Test
    void whatSomebodyElseChangesIsChangedBackAtTheNextLook() {
        turn();
        machines.there.remove("foxes learner");

        assertThat(turn()).isFalse();
        now = now.plus(INTERVAL);
        assertThat(turn()).isTrue();

        assertThat(machines.there).containsEntry("foxes learner", 1);
    }

    @Test
    void aBackendThatFailsIsTriedAgainLaterEachTimeAndItsSentenceIsSaid() {
        machines.failures = 3;
        turn();

        assertThat(controller.state().problem()).hasValue("no room");
        assertThat(controller.state().standings()).noneMatch(Standing::isMet);
        assertThat(attemptsWithin(Duration.ofMillis(499))).isZero();
        assertThat(attemptsWithin(Duration.ofMillis(500))).isEqualTo(1);
        assertThat(attemptsWithin(Duration.ofMillis(999))).isZero();
        assertThat(attemptsWithin(Duration.ofMillis(1000))).isEqualTo(1);
        now = now.plusSeconds(2);
        turn();
        assertThat(controller.state().problem()).isEmpty();
        assertThat(machines.there).containsEntry("foxes sampler", 1);
    }

    /** Attempts until then and not one millisecond later, counted from the last one. */
    private int attemptsWithin(Duration wait) {
        Instant last = machines.last;
        int before = machines.calls;
        now = last.plus(wait);
        turn();
        return machines.calls - before;
    }

    @Test
    void whatIsWantedWhileItActsOrFailsIsDoneWithoutAWait() {
        machines.whileActing = Optional.of(() -> samplers(5));
        turn();
        assertThat(machines.there).containsEntry("foxes sampler", 1);
        turn();
        assertThat(machines.there).containsEntry("foxes sampler", 5);

        machines.failures = 1;
        samplers(6);
        turn();
        samplers(3);
        turn();
        assertThat(machines.there).containsEntry("foxes sampler", 3);
    }

    @Test
    void anotherControllerGoesOnWhereOneDiedInTheMiddle() {
        machines.diesAfter = 1;
        samplers(4);
        try {
            turn();
        } catch (IllegalStateException e) {
            assertThat(machines.there).hasSize(1);
        }

        machines.diesAfter = Integer.MAX_VALUE;
        controller = controller();
        turn();

        assertThat(machines.there).isEqualTo(Map.of("foxes rewards", 1, "foxes learner", 1, "foxes sampler", 4));
    }

    @Test
    void aWishBeyondTheLimitsIsMetAsFarAsTheyGoAndTheLimitIsSaid() {
        samplers(1000);
        turn();

        assertThat(machines.there).containsEntry("foxes sampler", 6);
        assertThat(controller.state().standings())
                .filteredOn(standing -> standing.wanted().role() == SAMPLER)
                .singleElement()
                .returns("6 of 1000 sampler: this fleet keeps 6 samplers of a run at most", Standing::inWords);
    }

    @Test
    void aRunThatIsReleasedLeavesNobody() {
        turn();

        log.entry("foxes", Records.entry("foxes", "fleet", Map.of()));
        turn();

        assertThat(machines.there).isEmpty();
    }

    @Test
    void aRunWhoseLogIsNotReadYetIsLeftAsItIs() {
        machines.there.put("wolves sampler", 3);
        log.entry("wolves", Records.entry("wolves", "fleet", Map.of("sampler", 1)));
        turn();
        assertThat(machines.there).containsEntry("wolves sampler", 3);

        log.ends("wolves");
        turn();
        assertThat(machines.there).containsEntry("wolves sampler", 1);
    }

    @Test
    void whatWasWantedIsKeptUpWhileTheLogCannotBeRead() {
        turn();
        machines.there.remove("foxes learner");
        now = now.plus(INTERVAL);
        log.fails("the registry does not answer");

        turn();
        assertThat(machines.there).containsEntry("foxes learner", 1);
        assertThat(controller.state().problem())
                .hasValue("what is wanted cannot be read now: the registry does not answer");

        now = now.plus(INTERVAL);
        turn();
        assertThat(controller.state().problem()).isEmpty();
    }

    private boolean turn() {
        return controller.turn(Duration.ZERO);
    }

    private void samplers(int count) {
        log.control("foxes", Records.samplers(count));
        log.ends("foxes");
    }

    /** Workers that are there as soon as they are wanted. */
    private final class Machines implements Backend {
        private final Map<String, Integer> there = new HashMap<>();
        private Optional<Runnable> whileActing = Optional.empty();
        private Instant last = Instant.EPOCH;
        private int calls;
        private int failures;
        private int diesAfter = Integer.MAX_VALUE;

        @Override
        public List<Actual> there() {
            return there.entrySet().stream()
                    .map(entry -> {
                        String[] name = entry.getKey().split(" ");
                        return new Actual(
                                name[0], WorkerRole.of(name[1]).orElseThrow(), entry.getValue(), entry.getValue());
                    })
                    .toList();
        }

        @Override
        public void make(FleetPlan plan) {
            calls++;
            last = now;
            if (failures > 0) {
                failures--;
                throw new BackendException("no room", null);
            }
            Map<String, Integer> wanted = new HashMap<>();
            plan.workers()
                    .forEach(one -> wanted.put(one.run() + " " + one.role().text(), one.count()));
            there.keySet()
                    .removeIf(
                            name -> !wanted.containsKey(name) && !plan.unread().contains(name.split(" ")[0]));
            int steps = 0;
            for (Map.Entry<String, Integer> one : wanted.entrySet()) {
                if (steps++ == diesAfter) {
                    throw new IllegalStateException("killed");
                }
                there.put(one.getKey(), one.getValue());
            }
            whileActing.ifPresent(Runnable::run);
            whileActing = Optional.empty();
        }

        @Override
        public void close() {}
    }
}
