package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives when, and however often, and whoever dies in between: the advantages are the same, byte for byte. */
class ReplayTest {
    private static final int ITERATIONS = 3;
    private static final RunSpecification LOCKSTEP = TestRun.specification();
    private static final RunSpecification PIPELINED =
            TestRun.builder().setStaleness(ITERATIONS).build();

    private final List<String> undisturbed = run(LOCKSTEP, inOrder(), Disturbance.NONE);

    @Test
    void everyIterationComesOutOnce() {
        assertThat(undisturbed)
                .hasSize(ITERATIONS * (Outcomes.ITERATION_SIZE + 1))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void inLockstepNeitherOrderNorDuplicatesMatter(long seed) {
        assertThat(run(LOCKSTEP, lockstep(new Random(seed)), Disturbance.NONE)).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void overlappingIterationsMayComeInAnyOrder(long seed) {
        assertThat(run(PIPELINED, pipelined(new Random(seed)), Disturbance.NONE))
                .isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aProcessThatIsReplacedAtAnyPointLeavesNoTrace(long seed) {
        assertThat(run(LOCKSTEP, lockstep(new Random(seed)), Disturbance.RESTART_AFTER_EACH))
                .isEqualTo(undisturbed);
        assertThat(run(PIPELINED, pipelined(new Random(seed)), Disturbance.RESTART_AFTER_EACH))
                .isEqualTo(undisturbed);
    }

    /** The group's offsets expire after a week of pause: everything is then read again from the start. */
    @Test
    void readingEverythingAgainAddsNothing() {
        assertThat(run(LOCKSTEP, inOrder(), Disturbance.ALL_AGAIN)).isEqualTo(undisturbed);
    }

    private static List<String> run(RunSpecification run, List<Outcome> outcomes, Disturbance disturbance) {
        List<String> advantages = new ArrayList<>();
        Pipeline pipeline = new Pipeline(run, new TestReward());
        for (Outcome outcome : outcomes) {
            pipeline.sample(outcome);
            advantages.addAll(pipeline.advantageBytes());
            if (disturbance == Disturbance.RESTART_AFTER_EACH) {
                pipeline = pipeline.restarted();
            }
        }
        if (disturbance == Disturbance.ALL_AGAIN) {
            pipeline = pipeline.restarted();
            pipeline.samples(outcomes);
            advantages.addAll(pipeline.advantageBytes());
            assertThat(pipeline.rewards()).isEmpty();
        }
        pipeline.close();
        return advantages;
    }

    private static List<Outcome> inOrder() {
        return IntStream.range(0, ITERATIONS)
                .mapToObj(Outcomes::iteration)
                .flatMap(List::stream)
                .toList();
    }

    /** Iteration after iteration, each shuffled, with copies of what was there before. */
    private static List<Outcome> lockstep(Random random) {
        List<Outcome> arrivals = new ArrayList<>();
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            List<Outcome> shuffled = new ArrayList<>(Outcomes.iteration(iteration));
            Collections.shuffle(shuffled, random);
            for (Outcome outcome : shuffled) {
                arrivals.add(outcome);
                arrivals.add(arrivals.get(random.nextInt(arrivals.size())));
            }
        }
        return arrivals;
    }

    /** All iterations at once, every sample twice. */
    private static List<Outcome> pipelined(Random random) {
        List<Outcome> arrivals = new ArrayList<>(
                Stream.of(inOrder(), inOrder()).flatMap(List::stream).toList());
        Collections.shuffle(arrivals, random);
        return arrivals;
    }

    private enum Disturbance {
        NONE,
        RESTART_AFTER_EACH,
        ALL_AGAIN
    }
}
