package io.ddpo.local.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.local.Runs;
import io.ddpo.local.history.Spread;
import io.ddpo.local.spec.SpecificationText;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    private static final String FIRST = """
            {"series":"iteration","iteration":0,"values":{"rewardMean":-1.5,"rewardStd":0.5,"samples":4.0,"loss":1.0}}
            """;
    private static final String SECOND = """
            {"series":"guard","iteration":1,"values":{"fall":0.1}}
            {"series":"iteration","iteration":1,"values":{"rewardMean":-1.0,"rewardStd":0.25,"samples":3.0}}
            """;

    @TempDir
    private Path folder;

    @Test
    void hasTheSpecificationAndTheRewardsOfEachIteration() throws IOException {
        ComparedRun run = results(FIRST + SECOND).read();

        assertThat(run.specification()).isEqualTo(Runs.specification());
        assertThat(run.iterations()).containsExactly(new Spread(-1.5, 0.5, 4), new Spread(-1, 0.25, 3));
    }

    @Test
    void isOneOnlyWithBothFiles() throws IOException {
        assertThat(new ResultFolder(folder).exists()).isFalse();
        assertThat(results(FIRST).exists()).isTrue();
    }

    @Test
    void saysWhereAFileIsNotWhatItShouldBe() throws IOException {
        assertRefused(FIRST + "{", "metrics.jsonl:2] expected a record in JSON, found something else");
        assertRefused(
                FIRST + FIRST.replace("4.0", "\"four\""),
                "metrics.jsonl:2] expected an iteration with its number and rewardMean, rewardStd, samples");
        assertRefused("", "expected at least one closed iteration, found none");
    }

    @Test
    void standsForTheSamplesThatItsFiguresAreOf() {
        Spread all = Spread.of(List.of(1.0, 3.0, 6.0, 6.0, 9.0));

        Spread pooled = Spread.pooled(List.of(Spread.of(List.of(1.0, 3.0)), Spread.of(List.of(6.0, 6.0, 9.0))));

        assertThat(pooled.count()).isEqualTo(5);
        assertThat(pooled.mean()).isEqualTo(all.mean(), within(1e-12));
        assertThat(pooled.std()).isEqualTo(all.std(), within(1e-12));
    }

    private void assertRefused(String metrics, String sentence) throws IOException {
        ResultFolder results = results(metrics);

        assertThatExceptionOfType(FatalRoleException.class)
                .isThrownBy(results::read)
                .withMessageContaining(sentence);
    }

    private ResultFolder results(String metrics) throws IOException {
        Files.writeString(folder.resolve("run.yaml"), SpecificationText.of(Runs.specification()));
        Files.writeString(folder.resolve("metrics.jsonl"), metrics);
        return new ResultFolder(folder);
    }
}
