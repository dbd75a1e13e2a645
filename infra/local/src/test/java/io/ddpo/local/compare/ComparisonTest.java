package io.ddpo.local.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.local.Runs;
import io.ddpo.local.history.Spread;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void runsOfOneGroupBecomeMeanLeastAndGreatest() throws IOException {
        Comparison comparison = Comparison.of(
                List.of(
                        run(1, "small", iteration(1, 3), iteration(4)),
                        run(1, "small", iteration(2, 4), iteration(6), iteration(7))),
                new Setting("seed"));

        comparison.write(folder);

        assertThat(folder.resolve("rewards.csv")).hasContent("""
                        reward,seed,runs,queries,mean,min,max
                        small,"1",2,0.0,2.5,2.0,3.0
                        small,"1",2,2.0,5.0,4.0,6.0
                        """.replace("\n", "\r\n"));
    }

    @Test
    void eachRewardHasAPlotOfItsOwn() throws IOException {
        Comparison comparison = Comparison.of(
                List.of(run(1, "small", iteration(1)), run(1, "large", iteration(1))), new Setting("seed"));

        assertThat(comparison.write(folder))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("large.png", "large-dark.png", "small.png", "small-dark.png", "rewards.csv");
    }

    @Test
    void theGainIsCountedInDeviationsOfTheFirstSamples() {
        Comparison comparison = Comparison.of(
                List.of(run(1, "small", iteration(1, 3), iteration(5, 5))), new Setting("objective.algorithm"));

        assertThat(comparison.lines().get(1).strip().split(" +"))
                .containsExactly("ddpo-is", "1", "2", "2.0000", "5.0000", "3.00");
    }

    @Test
    void aSettingThatIsNoneIsRefused() {
        List<ComparedRun> runs = List.of(run(1, "small", iteration(1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(runs, new Setting("training.speed")))
                .withMessage("expected the path of a setting, such as objective.algorithm, got training.speed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(runs, new Setting("seed.of")))
                .withMessageContaining("got seed.of");
    }

    @Test
    void moreGroupsThanColoursAreRefused() {
        List<ComparedRun> runs = IntStream.range(0, 7)
                .mapToObj(seed -> run(seed, "small", iteration(1)))
                .toList();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(runs, new Setting("seed")))
                .withMessage("expected at most 6 groups by seed, got 7");
    }

    private static ComparedRun run(long seed, String reward, Spread... iterations) {
        RunSpecification specification = RunSpecification.newBuilder(Runs.specification())
                .setSeed(seed)
                .setReward(new RewardSettings(reward, Map.of()))
                .build();
        return new ComparedRun(specification, List.of(iterations));
    }

    private static Spread iteration(double... rewards) {
        return Spread.of(Arrays.stream(rewards).boxed().toList());
    }
}
