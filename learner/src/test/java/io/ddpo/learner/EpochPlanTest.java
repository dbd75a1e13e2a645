package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
    private static final long SEED = 5;

    private final EpochPlan plan = new EpochPlan(EpochPlan.permuted(10, 10), 4, 8);

    @Test
    void trainsOnEveryTransitionOnce() {
        assertThat(counted(updates(plan, 32))).hasSize(320).doesNotHaveDuplicates();
    }

    @Test
    void splitsTheSamplesIntoOneMinibatchAnUpdate() {
        List<Set<Integer>> minibatches = updates(plan, 32).stream()
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
        Map<Integer, List<Integer>> orders = counted(updates(plan, 32)).stream()
                .collect(Collectors.groupingBy(
                        Transition::sample, Collectors.mapping(Transition::step, Collectors.toList())));

        assertThat(orders.values()).doesNotHaveDuplicates();
        assertThat(orders.values())
                .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }

    @Test
    void trainsOnAFractionOfTheTimestepsDrawnAnewForEverySample() {
        List<Transition> transitions = counted(updates(new EpochPlan(EpochPlan.permuted(10, 3), 4, 8), 32));

        assertThat(transitions).hasSize(32 * 3).doesNotHaveDuplicates();
        assertThat(transitions.stream().map(Transition::step).distinct()).hasSize(10);
    }

    @Test
    void keepsSamplesOfOneMicroBatchApart() {
        assertThat(updates(plan, 32))
                .flatExtracting(PlannedUpdate::microBatches)
                .allSatisfy(rows ->
                        assertThat(rows.rows().stream().map(Transition::sample)).doesNotHaveDuplicates());
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(updates(plan, 32)).isEqualTo(updates(plan, 32));
        assertThat(updates(plan, 32)).isNotEqualTo(plan.updates(0, SEED + 1, all(32)));
    }

    @Test
    void givesEveryMicroBatchTheSameShapeAndLetsPaddingCountForNothing() {
        List<PlannedUpdate> updates = updates(new EpochPlan(EpochPlan.permuted(5, 5), 2, 4), 3);

        assertThat(updates)
                .flatExtracting(PlannedUpdate::microBatches)
                .allSatisfy(rows -> assertThat(rows.rows()).hasSize(4));
        assertThat(counted(updates)).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void sharesOfAnUpdateMakeTheMeanOverItsTransitions() {
        PlannedUpdate update =
                updates(new EpochPlan(EpochPlan.permuted(5, 5), 1, 4), 3).get(0);

        double weightOfOneTransition = update.microBatches().stream()
                .mapToDouble(rows ->
                        update.share(rows) * rows.counted() / rows.rows().size())
                .sum();

        assertThat(update.transitions()).isEqualTo(15);
        assertThat(weightOfOneTransition).isCloseTo(1, within(1e-12));
    }

    @Test
    void hasFewerUpdatesWhereThereAreFewerSamplesAndNoneWithoutSamples() {
        assertThat(updates(plan, 3)).hasSize(3);
        assertThat(updates(plan, 0)).isEmpty();
    }

    @Test
    void drawsOneOfTheTrainingTimestepsForEverySampleAnewInEachPass() {
        EpochPlan drawing = new EpochPlan(EpochPlan.drawn(1000), 1, 64);

        List<Transition> first = counted(updates(drawing, 2000));
        List<Transition> second = counted(drawing.updates(1, SEED + 1, all(2000)));

        assertThat(first).hasSize(2000).extracting(Transition::sample).doesNotHaveDuplicates();
        assertThat(first)
                .extracting(Transition::step)
                .allSatisfy(step -> assertThat(step).isBetween(0, 999));
        assertThat(first.stream().mapToInt(Transition::step).average().orElseThrow())
                .isCloseTo(499.5, within(4 * 1000 / Math.sqrt(12 * 2000)));
        assertThat(second).doesNotContainSequence(first.subList(0, 3));
    }

    @Test
    void trainsOnTheGivenSamplesAlone() {
        List<PlannedUpdate> updates = plan.updates(3, SEED, new int[] {4, 9, 11});

        assertThat(updates).hasSize(3).extracting(PlannedUpdate::pass).containsOnly(3);
        assertThat(counted(updates)).hasSize(30).extracting(Transition::sample).containsOnly(4, 9, 11);
    }

    private static List<PlannedUpdate> updates(EpochPlan plan, int samples) {
        return plan.updates(0, SEED, all(samples));
    }

    private static int[] all(int samples) {
        return IntStream.range(0, samples).toArray();
    }

    private static List<Transition> counted(List<PlannedUpdate> updates) {
        return updates.stream()
                .flatMap(update -> update.microBatches().stream())
                .flatMap(rows -> rows.rows().stream().limit(rows.counted()))
                .toList();
    }
}
