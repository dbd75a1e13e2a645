package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.TinyModel;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a demo refuses, in one sentence and, but for the port, before it has made anything. */
class DemoInputTest {
    @TempDir
    private Path folder;

    @Test
    void aModelThatIsNotThere() {
        assertRefused(
                demo("--model", "nowhere"),
                "[nowhere] expected a model folder in diffusers layout, came no such folder");
    }

    @Test
    void aModelOfTheHubWithTheCommandThatDownloadsIt() {
        CommandLineRun run = demo("--model", "CompVis/stable-diffusion-v1-4");

        assertThat(run.sentence()).contains("hf download CompVis/stable-diffusion-v1-4 --local-dir");
        assertRefused(run, run.sentence());
    }

    @Test
    void weightsThatAreCutOff() throws IOException {
        Path model = TinyModel.copyTo(folder.resolve("model"));
        Path weights = model.resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));

        CommandLineRun run = demo("--model", model.toString());

        assertThat(run.sentence()).startsWith("[" + weights + "] ").endsWith("the file is cut off or damaged");
        assertRefused(run, run.sentence());
    }

    @Test
    void aBlockTypeItDoesNotKnow() throws IOException {
        Path model = TinyModel.copyTo(folder.resolve("model"));
        Path config = model.resolve("unet/config.json");
        Files.writeString(config, Files.readString(config).replace("\"DownBlock2D\"", "\"AttnDownBlock2D\""));

        assertRefused(
                demo("--model", model.toString()),
                "[" + config + "] down_block_types: expected DownBlock2D or CrossAttnDownBlock2D,"
                        + " came the unknown block type AttnDownBlock2D");
    }

    @Test
    void promptsThatCannotBeRead() throws IOException {
        Path missing = folder.resolve("prompts.txt");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Path blank = Files.writeString(folder.resolve("blank"), " \n\n", StandardCharsets.UTF_8);

        assertRefused(prompts(missing), "[" + missing + "] expected prompts, one a line, got no such file");
        assertRefused(prompts(folder), "[" + folder + "] expected prompts, one a line, got a folder");
        assertRefused(
                prompts(binary), "[" + binary + "] expected prompts, one a line, got something that is not UTF-8 text");
        assertRefused(prompts(blank), "[" + blank + "] expected prompts, one a line, got none");
    }

    @Test
    void adaptersOfWhatIsNotALinearLayer() {
        assertRefused(
                adapters("--lora-rank", "4", "--lora-targets", "to_q,conv1"),
                "--lora-targets: LoRA target conv1: expected the end of linear layers' names, such as to_q,"
                        + " came convolutions");
        assertRefused(
                adapters("--lora-rank", "4", "--lora-targets", "to_x"),
                "--lora-targets: LoRA target to_x: expected the end of linear layers' names, such as to_q,"
                        + " came what no layer is called");
        assertRefused(adapters("--lora-targets", "to_q"), "--lora-targets: expected --lora-rank beside it, got none");
    }

    private CommandLineRun adapters(String... options) {
        List<String> all = new ArrayList<>(List.of("--model", TinyModel.folder().toString()));
        all.addAll(List.of(options));
        return demo(all.toArray(String[]::new));
    }

    @Test
    void aDeviceThatIsNotThere() {
        CommandLineRun run = demo("--model", TinyModel.folder().toString(), "--device", "cuda:999");

        assertThat(run.sentence()).startsWith("device cuda:999: expected a CUDA device of that index, found ");
        assertRefused(run, run.sentence());
    }

    @Test
    void aMemoryBudgetInWhichNothingFits() {
        String model = TinyModel.folder().toString();

        assertRefused(
                demo("--model", model, "--memory-budget", "lots"),
                "--memory-budget: expected a size such as 10GB or 500MB, got lots");
        CommandLineRun run = demo("--model", model, "--memory-budget", "1MB");
        assertThat(run.sentence())
                .matches(
                        "--memory-budget: expected at least \\d+ MB, which micro-batches of one sample take, got 1 MB");
        assertRefused(run, run.sentence());
    }

    @Test
    void whatDoesNotGoWithAnAlgorithm() {
        String model = TinyModel.folder().toString();

        assertRefused(demo("--algorithm", "ppo"), "--algorithm: expected ddpo-is, ddpo-sf, rwr, rwr-sparse, got ppo");
        assertRefused(
                demo("--beta", "3"), "--beta: expected --algorithm rwr, which weighs by it, got --algorithm ddpo-is");
        assertRefused(
                demo("--model", model, "--algorithm", "rwr", "--kl-coefficient", "1"),
                "objective.kl.coefficient: expected 0 with RWR, whose loss has no denoising steps, found 1.0");
        assertRefused(
                demo("--model", model, "--learning-rate", "-1", "--kl-coefficient", "-2"),
                "objective.kl.coefficient: expected a number of at least 0, found -2.0;"
                        + " training.learningRate: expected a number greater than 0, found -1.0");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandLineRun run =
                    demo("--model", TinyModel.folder().toString(), "--port", Integer.toString(taken.getLocalPort()));

            assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
            assertThat(run.sentence())
                    .startsWith("--port: expected a free port on 127.0.0.1, got " + taken.getLocalPort())
                    .hasLineCount(1);
        }
    }

    @Test
    void saysWhatGoesOnWithoutStartingOver() {
        assertThat(DemoCommand.again(List.of("demo", "--fresh", "--prompts", "my prompts.txt", "--seed", "2")))
                .isEqualTo("./ddpo demo --prompts 'my prompts.txt' --seed 2");
    }

    private CommandLineRun prompts(Path file) {
        return demo("--model", TinyModel.folder().toString(), "--prompts", file.toString());
    }

    private CommandLineRun demo(String... more) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--out", out().toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private void assertRefused(CommandLineRun run, String sentence) {
        assertThat(run.sentence()).isEqualTo(sentence).hasLineCount(1);
        assertThat(run.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(out()).as("--out").doesNotExist();
    }
}
