package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.MemoryEstimate.Model;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.text.ClipTextConfig;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.vae.VaeConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@Tag("long")
class MemoryEstimateTest {
    private static final double GB = 1e9;

    /** What a measured peak may differ by: allocators round up, and every operation has scratch memory of its own. */
    private static final double TOLERANCE = 0.3;

    private static Model stableDiffusion(boolean lora, String precision, boolean checkpointing) {
        UNetConfig unet = new UNetConfig(
                64,
                4,
                4,
                List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
                List.of(320, 640, 1280, 1280),
                2,
                768,
                List.of(8, 8, 8, 8),
                32,
                1e-5,
                true,
                0,
                false);
        ClipTextConfig text = new ClipTextConfig(768, 3072, 12, 12, 77, 49408, true, 1e-5);
        VaeConfig vae = new VaeConfig(3, 3, 4, List.of(128, 256, 512, 512), 2, 32, 0.18215, true, true, true);
        return new Model(
                new UNet2DConditionModel(unet),
                new ClipTextModel(text),
                Optional.of(new AutoencoderKL(vae)),
                lora ? Optional.of(MemoryProbe.LORA) : Optional.empty(),
                new ComputeSettings(Precision.of(precision), checkpointing));
    }

    @Test
    void countsWhatLearnsInStableDiffusion() {
        assertThat(stableDiffusion(false, "fp32", false).trainable()).isEqualTo(859_520_964);
        assertThat(stableDiffusion(true, "fp32", false).trainable()).isEqualTo(797_184);
    }

    @ParameterizedTest
    @CsvSource({"fp32, true", "fp16, false", "bf16, false", "bf16, true"})
    void adaptersOfStableDiffusionTrainInTenGigabytes(String precision, boolean checkpointing) {
        MemoryEstimate estimate = MemoryEstimate.training(stableDiffusion(true, precision, checkpointing), 1, true);

        assertThat(estimate.total() / GB).isLessThan(10);
    }

    @Test
    void aFullUnetLearnsWithSixteenBytesAParameterAndItsRoundedCopy() {
        MemoryEstimate estimate = MemoryEstimate.training(stableDiffusion(false, "bf16", false), 1, true);

        long parameters = 859_520_964;
        long text = 123_060_480;
        assertThat(estimate.weights()).isEqualTo(6 * parameters + 4 * text);
        assertThat(estimate.gradients()).isEqualTo(4 * parameters);
        assertThat(estimate.optimiser()).isEqualTo(8 * parameters);
    }

    @Test
    void theLargestBatchIsTheLastThatTheBudgetAllows() {
        Model model = stableDiffusion(true, "bf16", true);
        long budget = (long) (24 * GB);

        int batch = MemoryEstimate.largestBatch(budget, n -> MemoryEstimate.training(model, n, true));

        assertThat(batch).isPositive();
        assertThat(MemoryEstimate.training(model, batch, true).total()).isLessThanOrEqualTo(budget);
        assertThat(MemoryEstimate.training(model, batch + 1, true).total()).isGreaterThan(budget);
        assertThat(MemoryEstimate.largestBatch(1, n -> MemoryEstimate.training(model, n, true)))
                .isZero();
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({
        "training, lora, fp32, false",
        "training, lora, fp32, true",
        "training, full, fp32, false",
        "training, full, fp32, true",
        "sampling, lora, fp32, false",
    })
    void theShippedModelTakesWhatIsEstimated(String what, String learns, String precision, boolean checkpointing)
            throws Exception {
        int batch = 64;
        Model model = Model.of(
                ModelFolder.at(MemoryProbe.MODEL),
                learns.equals("lora") ? Optional.of(MemoryProbe.LORA) : Optional.empty(),
                new ComputeSettings(Precision.of(precision), checkpointing));
        long estimated = what.equals("training")
                ? MemoryEstimate.training(model, batch, true).activations()
                : MemoryEstimate.sampling(model, batch, true).activations();

        long measured = MemoryProbe.measure(what, learns, precision, String.valueOf(checkpointing), "" + batch);

        assertThat((double) measured / estimated).isBetween(1 - TOLERANCE, 1 + TOLERANCE);
    }
}
