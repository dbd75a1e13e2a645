package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.schedule.DdimStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KlMeasurementTest {
    private static final int STEPS = 10;

    @TempDir
    private Path scratch;

    @Test
    void isTheMeanOverChosenTransitionsWithoutTheirPadding() throws Exception {
        KlMeasurement measurement = new KlMeasurement(batch(8), 5, 6, 4);
        List<Transition> seen = new ArrayList<>();

        while (measurement.pending() > 0) {
            measurement.measure(rows -> {
                seen.addAll(rows.rows().subList(0, rows.counted()));
                return divergences(rows);
            });
        }

        assertThat(seen).hasSize(6).doesNotHaveDuplicates();
        double expected = seen.stream()
                .mapToInt(row -> STEPS * row.sample() + row.step())
                .average()
                .orElseThrow();
        assertThat(measurement.mean().orElseThrow()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void choosesTheSameForTheSameSeedAndOthersForAnother() throws Exception {
        assertThat(chosen(5)).isEqualTo(chosen(5)).isNotEqualTo(chosen(6));
    }

    @Test
    void takesAllWhereThereAreFewer() throws Exception {
        KlMeasurement measurement = new KlMeasurement(batch(1), 5, 1000, 4);

        assertThat(measurement.pending()).isEqualTo(3);
    }

    @Test
    void hasNothingToSayWhereNothingIsWanted() throws Exception {
        KlMeasurement measurement = new KlMeasurement(batch(8), 5, 0, 4);

        assertThat(measurement.pending()).isZero();
        assertThat(measurement.mean()).isEmpty();
    }

    private List<Transition> chosen(long seed) throws Exception {
        List<Transition> seen = new ArrayList<>();
        new KlMeasurement(batch(8), seed, 4, 4).measure(rows -> {
            seen.addAll(rows.rows());
            return new float[4];
        });
        return seen;
    }

    /** Of every row its number, of padding one that would show. */
    private static float[] divergences(MicroBatch rows) {
        float[] divergences = new float[rows.rows().size()];
        for (int row = 0; row < divergences.length; row++) {
            Transition which = rows.rows().get(row);
            divergences[row] = row < rows.counted() ? STEPS * which.sample() + which.step() : 1e6f;
        }
        return divergences;
    }

    private TrainingBatch batch(int samples) throws Exception {
        TrainingSample sample = new TrainingSample("id", "sampler", "a fox", 0, 0, new float[STEPS], 0);
        DdimStep step = new DdimStep(1, 1, 1, 1, 1, 1);
        try (TrajectoryScratch none = TrajectoryScratch.in(scratch, STEPS, 1)) {
            return new TrainingBatch(
                    Collections.nCopies(samples, sample), none, Collections.nCopies(STEPS, step), true);
        }
    }
}
