package io.ddpo.local.history;

import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Scores by what they are of: iterations, which were trained on, and versions, which were evaluated. */
public final class ScoreTable {
    private final Map<Integer, Row> iterations = new TreeMap<>();
    private final Map<Integer, Row> evaluations = new TreeMap<>();
    private int size;

    private record Row(List<Double> scores, List<String> failures) {
        Row() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(Reward reward) {
            if (reward.getResult() instanceof Score score) {
                scores.add(score.getValue());
            } else {
                failures.add(reward.getTrajectoryId());
            }
        }

        String line(String of) {
            String failed = failures.isEmpty() ? "" : ", " + failures.size() + " failed";
            if (scores.isEmpty()) {
                return "%-14s none scored%s".formatted(of, failed);
            }
            Spread spread = Spread.of(scores);
            return String.format(
                    Locale.ROOT,
                    "%-14s %10.4f ± %.4f of %d%s",
                    of,
                    spread.mean(),
                    spread.std(),
                    spread.count(),
                    failed);
        }
    }

    /** Takes in one more. */
    public void add(Reward reward) {
        boolean trained = reward.getPurpose() == Purpose.TRAIN;
        (trained ? iterations : evaluations)
                .computeIfAbsent(trained ? reward.getIteration() : reward.getPolicyVersion(), key -> new Row())
                .add(reward);
        size++;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** A line for each iteration and each version that was evaluated: mean, standard deviation, count, failures. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        iterations.forEach((iteration, row) -> lines.add(row.line("iteration " + iteration)));
        evaluations.forEach((version, row) -> lines.add(row.line("version " + version)));
        return lines;
    }
}
