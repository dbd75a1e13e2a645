package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
    private static final long SEED = 5;

    private final EpochPlan plan = new EpochPlan(10, 10, 4, 8);

    @Test
    void trainsOnEveryTransitionOnce() {
        assertThat(counted(plan.updates(SEED, 32))).hasSize(320).doesNotHaveDuplicates();
    }

    @Test
    void splitsTheSamplesIntoOneMinibatchAnUpdate() {
        List<Set<Integer>> minibatches = plan.updates(SEED, 32).stream()
                .map(update -> counted(List.of(update)).stream()
                        .map(Transition::sample)
                        .collect(Collectors.toSet()))
                .toList();

        assertThat(minibatches)
                .hasSize(4)
                .allSatisfy(samples -> assertThat(samples).hasSize(8));
        assertThat(minibatches.stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    }

    @Test
    void permutesTheTimestepsOfEverySampleIndependently() {
        Map<Integer, List<Integer>> orders = counted(plan.updates(SEED, 32)).stream()
                .collect(Collectors.groupingBy(
                        Transition::sample, Collectors.mapping(Transition::step, Collectors.toList())));

        assertThat(orders.values()).doesNotHaveDuplicates();
        assertThat(orders.values())
                .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }

    @Test
    void trainsOnAFractionOfTheTimestepsDrawnAnewForEverySample() {
        List<Transition> transitions = counted(new EpochPlan(10, 3, 4, 8).updates(SEED, 32));

        assertThat(transitions).hasSize(32 * 3).doesNotHaveDuplicates();
        assertThat(transitions.stream().map(Transition::step).distinct()).hasSize(10);
    }

    @Test
    void keepsSamplesOfOneMicroBatchApart() {
        assertThat(plan.updates(SEED, 32))
                .flatExtracting(PlannedUpdate::microBatches)
                .allSatisfy(rows ->
                        assertThat(rows.rows().stream().map(Transition::sample)).doesNotHaveDuplicates());
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(plan.updates(SEED, 32)).isEqualTo(plan.updates(SEED, 32));
        assertThat(plan.updates(SEED, 32)).isNotEqualTo(plan.updates(SEED + 1, 32));
    }

    @Test
    void givesEveryMicroBatchTheSameShapeAndLetsPaddingCountForNothing() {
        List<PlannedUpdate> updates = new EpochPlan(5, 5, 2, 4).updates(SEED, 3);

        assertThat(updates)
                .flatExtracting(PlannedUpdate::microBatches)
                .allSatisfy(rows -> assertThat(rows.rows()).hasSize(4));
        assertThat(counted(updates)).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void sharesOfAnUpdateMakeTheMeanOverItsTransitions() {
        PlannedUpdate update = new EpochPlan(5, 5, 1, 4).updates(SEED, 3).get(0);

        double weightOfOneTransition = update.microBatches().stream()
                .mapToDouble(rows ->
                        update.share(rows) * rows.counted() / rows.rows().size())
                .sum();

        assertThat(update.transitions()).isEqualTo(15);
        assertThat(weightOfOneTransition).isCloseTo(1, within(1e-12));
    }

    @Test
    void hasFewerUpdatesWhereThereAreFewerSamplesAndNoneWithoutSamples() {
        assertThat(plan.updates(SEED, 3)).hasSize(3);
        assertThat(plan.updates(SEED, 0)).isEmpty();
    }

    private static List<Transition> counted(List<PlannedUpdate> updates) {
        return updates.stream()
                .flatMap(update -> update.microBatches().stream())
                .flatMap(rows -> rows.rows().stream().limit(rows.counted()))
                .toList();
    }
}
