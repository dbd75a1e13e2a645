package io.ddpo.diffusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {

    private static final int STEPS = 10;

    private static Kernels kernels;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void anInterruptedTrainingEndsAsOneThatWasNot() throws IOException {
        List<Integer> updates = new ArrayList<>();
        float[] whole = train(Optional.empty(), (step, steps, loss) -> {});

        Optional<TrainingLoop.Saving> saving =
                Optional.of(new TrainingLoop.Saving(folder.resolve("pretraining.safetensors"), 4));
        assertThatThrownBy(() -> train(saving, (step, steps, loss) -> {
                    if (step == 6) {
                        throw new IllegalStateException("interrupted");
                    }
                }))
                .hasMessage("interrupted");
        float[] resumed = train(saving, (step, steps, loss) -> updates.add(step));

        assertThat(updates).containsExactly(5, 6, 7, 8, 9, 10);
        assertThat(resumed).containsExactly(whole);
        assertThat(train(saving, (step, steps, loss) -> updates.clear())).containsExactly(whole);
        assertThat(updates).hasSize(6);
    }

    @Test
    void theLossFalls() throws IOException {
        List<Double> losses = new ArrayList<>();

        train(Optional.empty(), (step, steps, loss) -> losses.add(loss));

        assertThat(losses).hasSize(STEPS);
        assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0));
    }

    /** A line of a slope of two, learned from points. */
    private static float[] train(Optional<TrainingLoop.Saving> saving, TrainingLoop.Progress progress)
            throws IOException {
        Map<String, FloatTensor> start = Map.of(
                "line.weight",
                new FloatTensor(new float[] {0}, 1, 1),
                "line.bias",
                new FloatTensor(new float[] {1}, 1));
        AdamWSettings settings = new AdamWSettings(0.2, 0.9, 0.99, 1e-8, 0, 1);
        try (Weights weights = Weights.of(kernels, new TreeMap<>(start))) {
            new TrainingLoop(kernels, settings, STEPS, 7, saving)
                    .run(weights, random -> loss(weights, random), progress);
            return new float[] {
                weights.get("line.weight").getFloat(), weights.get("line.bias").getFloat()
            };
        }
    }

    private static NDArray loss(Weights weights, SplittableRandom random) {
        float[] x = new float[8];
        float[] y = new float[8];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
            y[i] = 2 * x[i];
        }
        NDArray predicted =
                kernels.linear(kernels.floats(x, 8, 1), weights.get("line.weight"), weights.get("line.bias"));
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
        return kernels.weightedMse(predicted, kernels.floats(y, 8, 1), kernels.floats(ones, 8));
    }
}
