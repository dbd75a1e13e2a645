package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleCommandTest {
    private static final int BAD_INPUT = 3;

    @TempDir
    Path folder;

    @Test
    void drawsAsManyPicturesAsAskedFor() throws IOException {
        Path sheet = folder.resolve("fox.png");

        CommandLineRun run =
                sample("--model", TinyModel.folder().toString(), "--count", "9", "--out", sheet.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("9 × “a fox”, seed 1, 2 steps, guidance 5.0");
        BufferedImage image = ImageIO.read(sheet.toFile());
        // two rows of eight, 16 pixels enlarged eightfold, and a gap of two around each
        assertThat(image.getWidth()).isEqualTo(8 * 130 + 2);
        assertThat(image.getHeight()).isEqualTo(2 * 130 + 2);
    }

    @Test
    void drawsTheSamePictureForTheSameSeed() throws IOException {
        assertThat(drawn(7)).isEqualTo(drawn(7)).isNotEqualTo(drawn(8));
    }

    @Test
    void samplesAsTheModelSuggests() throws IOException {
        Path model = TinyModel.copyTo(folder.resolve("model"));
        Files.writeString(
                model.resolve("sampling_config.json"), "{\"num_inference_steps\": 3, \"guidance_scale\": 1.5}");

        CommandLineRun run = CommandLineRun.of(
                "sample", "--prompt", "a fox", "--count", "1", "--model", model.toString(), "--out", out());

        assertThat(run.out()).contains("3 steps, guidance 1.5");
    }

    @Test
    void refusesAModelThatIsNotThere() {
        assertRefused(
                sample("--model", "nowhere", "--out", out()),
                "[nowhere] expected a model folder in diffusers layout, came no such folder");
    }

    @Test
    void saysHowToDownloadAModelOfTheHub() {
        CommandLineRun run = sample("--model", "CompVis/stable-diffusion-v1-4", "--out", out());

        assertThat(run.status()).isEqualTo(BAD_INPUT);
        assertThat(run.sentence())
                .contains("hf download CompVis/stable-diffusion-v1-4 --local-dir stable-diffusion-v1-4")
                .hasLineCount(1);
    }

    @Test
    void refusesWeightsThatAreCutOff() throws IOException {
        Path model = TinyModel.copyTo(folder.resolve("model"));
        Path weights = model.resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));

        CommandLineRun run = sample("--model", model.toString(), "--out", out());

        assertThat(run.status()).isEqualTo(BAD_INPUT);
        assertThat(run.sentence())
                .startsWith("[" + weights + "] ")
                .endsWith("the file is cut off or damaged")
                .hasLineCount(1);
    }

    @Test
    void refusesABlockTypeItDoesNotKnow() throws IOException {
        Path model = TinyModel.copyTo(folder.resolve("model"));
        Path config = model.resolve("unet/config.json");
        Files.writeString(config, Files.readString(config).replace("\"DownBlock2D\"", "\"AttnDownBlock2D\""));

        assertRefused(
                sample("--model", model.toString(), "--out", out()),
                "[" + config + "] down_block_types: expected DownBlock2D or CrossAttnDownBlock2D,"
                        + " came the unknown block type AttnDownBlock2D");
    }

    @Test
    void decodesLatents() throws IOException {
        Path latent = TinyModel.folder().resolveSibling("tiny-sd");

        CommandLineRun run = sample("--model", latent.toString(), "--count", "1", "--out", out());

        assertThat(run.err()).isEmpty();
        // 64 pixels of an 8×8 latent, enlarged twofold, and a gap of two around
        assertThat(ImageIO.read(Path.of(out()).toFile()).getWidth()).isEqualTo(64 * 2 + 4);
    }

    @Test
    void drawsInThePrecisionThatIsAskedFor() throws IOException {
        Path exact = folder.resolve("exact.png");
        Path coarse = folder.resolve("coarse.png");
        String model = TinyModel.folder().toString();

        sample("--model", model, "--count", "1", "--out", exact.toString());
        CommandLineRun run =
                sample("--model", model, "--count", "1", "--precision", "bf16", "--out", coarse.toString());

        assertThat(run.err()).isEmpty();
        assertThat(Files.mismatch(exact, coarse)).isNotNegative();
    }

    @Test
    void refusesWhatItCannotComputeOnOrIn() {
        String model = TinyModel.folder().toString();

        assertRefused(
                sample("--model", model, "--out", out(), "--device", "tpu"),
                "device: expected cpu, cuda or cuda:<index>, came tpu");
        assertRefused(
                sample("--model", model, "--out", out(), "--precision", "fp8"),
                "precision: expected fp32, fp16, bf16, came fp8");
        CommandLineRun absent = sample("--model", model, "--out", out(), "--device", "cuda:999");
        assertThat(absent.sentence()).startsWith("device cuda:999: expected a CUDA device of that index, found ");
        assertThat(absent.status()).isEqualTo(BAD_INPUT);
    }

    @Test
    void refusesWhatNoModelCanDo() {
        String model = TinyModel.folder().toString();
        assertRefused(sample("--model", model, "--count", "0"), "--count: expected at least 1, got 0");
        assertRefused(
                CommandLineRun.of("sample", "--prompt", "x", "--model", model, "--out", out(), "--steps", "2000"),
                "sampling steps: expected 1 to 1000, came 2000");
    }

    @Test
    void looksAtWhereTheSheetGoesBeforeItDrawsAnything() {
        Path nowhere = folder.resolve("nowhere/fox.png");

        assertRefused(
                sample("--out", nowhere.toString()), "--out: expected a file in a folder that exists, got " + nowhere);
        assertRefused(sample("--out", folder.toString()), "--out: expected a file, got the folder " + folder);
    }

    private byte[] drawn(long seed) throws IOException {
        Path sheet = folder.resolve(seed + ".png");
        sample(
                "--model", TinyModel.folder().toString(),
                "--count", "1",
                "--seed", Long.toString(seed),
                "--out", sheet.toString());
        return Files.readAllBytes(sheet);
    }

    private String out() {
        return folder.resolve("out.png").toString();
    }

    private static CommandLineRun sample(String... more) {
        List<String> args = new ArrayList<>(List.of("sample", "--prompt", "a fox", "--steps", "2"));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private static void assertRefused(CommandLineRun run, String sentence) {
        assertThat(run.sentence()).isEqualTo(sentence);
        assertThat(run.status()).isEqualTo(BAD_INPUT);
    }
}
