package io.ddpo.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.Runs;
import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.TrajectoryCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void hasTheFieldsThatWereAgreedOn() {
        JsonNode json = JSON.valueToTree(Summary.of(
                Runs.history(), Optional.of(new JudgeAccuracy(0.8, 0.6, new TreeMap<>(Map.of(0, 0.8, 2, 0.6))))));

        assertThat(names(json))
                .containsExactly(
                        "iterations",
                        "samples",
                        "seconds",
                        "peakRssMb",
                        "reward",
                        "judgeAccuracy",
                        "maxLogRatioOnPolicy",
                        "trajectories",
                        "weightsVersion",
                        "policySha256",
                        "overoptimisedAt",
                        "logShare");
        assertThat(names(json.get("reward"))).containsExactly("first", "last");
        assertThat(names(json.get("reward").get("first"))).containsExactly("mean", "std");
        assertThat(names(json.get("judgeAccuracy"))).containsExactly("base", "last", "versions");
        assertThat(names(json.get("trajectories")))
                .containsExactly("requested", "published", "scored", "trained", "duplicates", "deadLettered");
    }

    @Test
    void takesItsFiguresFromTheRun() {
        Summary summary = Summary.of(Runs.history(), Optional.empty());

        assertThat(summary.iterations()).isEqualTo(2);
        assertThat(summary.samples()).isEqualTo(8);
        assertThat(summary.seconds()).isEqualTo(20);
        assertThat(summary.peakRssMb()).isEqualTo(900);
        assertThat(summary.reward().first()).isEqualTo(new Summary.MeanStd(-1.5, 0.5));
        assertThat(summary.judgeAccuracy()).isNull();
        assertThat(summary.maxLogRatioOnPolicy()).isEqualTo(3e-7);
        assertThat(summary.trajectories()).isEqualTo(new TrajectoryCounts(8, 8, 8, 8, 1, 0));
        assertThat(summary.weightsVersion()).isEqualTo(2);
        assertThat(summary.policySha256()).isEqualTo(Runs.SHA);
    }

    @Test
    void takesTheLastThreeIterationsTogether() {
        RunHistory run = Runs.history();
        List<IterationRewards> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(new IterationRewards(i, List.of((double) i, i + 2.0)));
        }
        RunHistory longer = new RunHistory(
                run.specification(), run.versions(), five, run.metrics(), run.evaluations(), run.trajectories());

        assertThat(Summary.of(longer, Optional.empty()).reward().last())
                .isEqualTo(new Summary.MeanStd(4, Math.sqrt((4 + 0 + 1 + 1 + 0 + 4) / 6.0)));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
