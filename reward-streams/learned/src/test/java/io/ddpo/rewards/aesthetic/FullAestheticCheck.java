package io.ddpo.rewards.aesthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.vision.ClipVision;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.Png;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * CLIP ViT-L/14 and the LAION head in their full size against transformers, on random weights. Run by hand, since it takes a
 * model of 1.2 GB: {@code src/test/fixtures/make_aesthetic_fixture.py} makes that and says how.
 */
class FullAestheticCheck {
    private static final double BOUND = 1e-4;

    private static AestheticFixture fixture;

    @BeforeAll
    static void find() {
        String given = System.getProperty("full.aesthetic");
        assertThat(given).as("-Dfull.aesthetic, the folder of the fixture").isNotBlank();
        fixture = new AestheticFixture(Path.of(given).toAbsolutePath());
    }

    @Test
    void embeddings() throws Exception {
        try (Kernels kernels = Kernels.onCpu();
                ClipVision clip = ClipVision.load(kernels, fixture.clip())) {
            List<float[]> pixels = new ArrayList<>();
            for (Sample sample : fixture.samples()) {
                pixels.add(clip.pixels(Png.decode(sample.png())));
            }
            float[][] actual = clip.embed(pixels);

            double[][] expected = fixture.embeddings();
            for (int i = 0; i < expected.length; i++) {
                float[] embedding = actual[i];
                double[] values = new double[embedding.length];
                Arrays.setAll(values, at -> embedding[at]);
                report("embedding of picture " + i, AestheticFixture.relativeError(values, expected[i]));
            }
        }
    }

    @Test
    void ratings() throws Exception {
        List<Sample> samples = fixture.samples();
        try (RewardFunction reward = Rewards.installed().open("aesthetic", fixture.parameters())) {
            List<Verdict> verdicts = reward.score(samples).toCompletableFuture().join();
            long start = System.nanoTime();
            assertThat(reward.score(samples).toCompletableFuture().join()).isEqualTo(verdicts);
            System.out.printf("%.1f s a picture%n", (System.nanoTime() - start) / 1e9 / samples.size());

            double[] ratings = verdicts.stream()
                    .mapToDouble(verdict -> ((Verdict.Score) verdict).value())
                    .toArray();
            report("ratings", AestheticFixture.relativeError(ratings, fixture.ratings()));
        }
    }

    /** The figure is wanted as much as the verdict. */
    private static void report(String what, double relativeError) {
        System.out.printf("%-30s relative error %.1e%n", what, relativeError);
        assertThat(relativeError).as("relative error of " + what).isLessThanOrEqualTo(BOUND);
    }
}
