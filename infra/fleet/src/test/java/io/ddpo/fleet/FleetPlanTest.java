package io.ddpo.fleet;

import static io.ddpo.fleet.WorkerRole.LEARNER;
import static io.ddpo.fleet.WorkerRole.REWARDS;
import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static io.ddpo.fleet.WorkerRole.SCORER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetPlanTest {
    private static final Limits LIMITS = new Limits(20, 16, 40, 8);
    private static final Map<WorkerRole, Integer> ROLES = Map.of(REWARDS, 1, LEARNER, 1, SAMPLER, 2);

    @Test
    void aRunGetsWhatTheListSays() {
        assertThat(plan(wish("foxes", ROLES)).workers())
                .containsExactly(
                        Wanted.all("foxes", REWARDS, 1),
                        Wanted.all("foxes", LEARNER, 1),
                        Wanted.all("foxes", SAMPLER, 2));
    }

    @Test
    void theLastCommandAboutSamplersOutweighsTheList() {
        assertThat(count(plan(commanded("foxes", 5)), SAMPLER)).isEqualTo(5);
        assertThat(plan(commanded("foxes", 0)).workers()).noneMatch(wanted -> wanted.role() == SAMPLER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LEARNER | 3    | 1  | a run has one learner: a second would fence the first",
                "REWARDS | 9    | 4  | reward streams have work for 4 at most: so many partitions",
                "SCORER  | 9    | 5  | a share group takes 40 members, and a scorer is 8",
                "SAMPLER | 1000 | 16 | this fleet keeps 16 samplers of a run at most",
            })
    void noRoleGetsMoreThanCanWork(WorkerRole role, int asked, int count, String limit) {
        assertThat(plan(wish("foxes", Map.of(role, asked))).workers())
                .containsExactly(new Wanted("foxes", role, asked, count, limit));
    }

    @Test
    void samplersAreNotMoreThanTheirShareGroupTakes() {
        Limits small = new Limits(200, 100, 40, 8);

        assertThat(FleetPlan.of(List.of(commanded("foxes", 1000)), Set.of(), small)
                        .workers())
                .contains(new Wanted("foxes", SAMPLER, 1000, 40, "a share group takes 40 members"));
    }

    @Test
    void theLaterRunGetsFewerSamplersAndTheLastOneWaits() {
        FleetPlan plan = plan(commanded("foxes", 12), commanded("wolves", 9), commanded("bears", 1));

        assertThat(plan.workers())
                .contains(
                        Wanted.all("foxes", SAMPLER, 12),
                        new Wanted("wolves", SAMPLER, 9, 4, "this fleet keeps 20 processes at most"),
                        new Wanted(
                                "bears",
                                LEARNER,
                                1,
                                0,
                                "this fleet keeps 20 processes at most, and other runs have them"));
        assertThat(plan.workers().stream().mapToInt(Wanted::count).sum()).isEqualTo(20);
    }

    @Test
    void aRunThatIsOverNeedsNobodyAndLeavesItsPlaceToOthers() {
        RunWish over = new RunWish("foxes", ROLES, OptionalInt.of(16), Optional.of("the run is stopped"));

        FleetPlan plan = plan(over, commanded("wolves", 16));

        assertThat(plan.over()).containsExactly("foxes");
        assertThat(plan.workers())
                .contains(new Wanted("foxes", SAMPLER, 16, 0, "the run is stopped"), Wanted.all("wolves", SAMPLER, 16));
    }

    @Test
    void aCountBelowNothingIsNothing() {
        assertThat(plan(wish("foxes", Map.of(SCORER, -1))).workers()).isEmpty();
    }

    @Test
    void limitsOfNothingAreRefused() {
        assertThatThrownBy(() -> new Limits(20, 0, 200, 8))
                .hasMessage("limits: expected at least 1 of each, got 20, 0, 200 and 8");
    }

    private static FleetPlan plan(RunWish... wishes) {
        return FleetPlan.of(List.of(wishes), Set.of(), LIMITS);
    }

    private static RunWish wish(String run, Map<WorkerRole, Integer> roles) {
        return new RunWish(run, roles, OptionalInt.empty(), Optional.empty());
    }

    private static RunWish commanded(String run, int samplers) {
        return new RunWish(run, ROLES, OptionalInt.of(samplers), Optional.empty());
    }

    private static int count(FleetPlan plan, WorkerRole role) {
        return plan.workers().stream()
                .filter(wanted -> wanted.role() == role)
                .mapToInt(Wanted::count)
                .sum();
    }
}
