package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does with models and adapters on disk. */
class ModelToolsTest {
    private static final int BAD_INPUT = 3;
    private static final Path LORA = TinyModel.folder().resolve("expected/lora/exported");
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

    @TempDir
    private Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copyTo(folder.resolve("model"));
        out = folder.resolve("out");
    }

    @Test
    void bothFormsOfAdaptersMergeIntoNearlyTheSameModel() throws IOException {
        CommandLineRun peft = merge("pytorch_lora_weights.safetensors", "--out", out.toString());
        CommandLineRun kohya = merge("kohya_lora_weights.safetensors", "--out", out + "-kohya");

        assertThat(peft.err()).isEmpty();
        assertThat(peft.out()).contains(out + ": ", "56 adapted layers at scale 1.0");
        assertThat(kohya.status()).isZero();
        assertThat(out.resolve(UNET)).exists();
        assertThat(Files.mismatch(out.resolve(UNET), model.resolve(UNET))).isNotNegative();
    }

    @Test
    void adaptersAtScaleZeroLeaveTheModelAsItIs() throws IOException {
        merge("pytorch_lora_weights.safetensors", "--scale", "0", "--out", out.toString());

        assertThat(out.resolve(UNET)).hasSameBinaryContentAs(model.resolve(UNET));
    }

    @Test
    void nothingIsOverwrittenWithoutForce() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("model_index.json"), "mine");

        CommandLineRun refused = merge("pytorch_lora_weights.safetensors", "--out", out.toString());
        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence())
                .isEqualTo("--out: expected a new folder, got %s, which exists; --force replaces it".formatted(out));

        CommandLineRun forced = merge("pytorch_lora_weights.safetensors", "--out", out.toString(), "--force");
        assertThat(forced.status()).isZero();
        assertThat(out.resolve(UNET)).exists();
    }

    @Test
    void forceDoesNotDeleteWhatNoExportMade() throws IOException {
        Files.writeString(Files.createDirectories(out).resolve("thesis.tex"), "");

        CommandLineRun refused = merge("pytorch_lora_weights.safetensors", "--out", out.toString(), "--force");

        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence())
                .contains("expected a folder that an earlier export or merge made")
                .hasLineCount(1);
        assertThat(out.resolve("thesis.tex")).exists();
    }

    @Test
    void aResultWithinItsSourceIsRefused() {
        CommandLineRun refused = merge(
                "pytorch_lora_weights.safetensors",
                "--out",
                model.resolve("merged").toString());

        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence()).startsWith("--out: expected a folder apart from " + model);
    }

    @Test
    void adaptersOfAnotherModelAreRefused() {
        CommandLineRun refused = CommandLineRun.of(
                "merge",
                "--model",
                "../../models/emoji-32",
                "--lora",
                LORA.resolve("kohya_lora_weights.safetensors").toString(),
                "--out",
                out.toString());

        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence()).startsWith("[" + LORA).hasLineCount(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void adaptersChangeWhatIsDrawn() throws IOException {
        Path plain = sample("plain.png");
        Path adapted = sample(
                "adapted.png",
                "--lora",
                LORA.resolve("kohya_lora_weights.safetensors").toString());

        assertThat(Files.mismatch(plain, adapted)).isNotNegative();
    }

    @Test
    void thePolicyOfARunIsExportedInBothForms() throws IOException {
        Files.copy(LORA.resolve("pytorch_lora_weights.safetensors"), model.resolve("pytorch_lora_weights.safetensors"));

        CommandLineRun run = CommandLineRun.of("export", model.toString(), "--lora-only", "--out", out.toString());

        assertThat(run.err()).isEmpty();
        assertThat(out).isDirectoryContaining("glob:**/pytorch_lora_weights.safetensors");
        assertThat(out).isDirectoryContaining("glob:**/kohya_lora_weights.safetensors");
        assertThat(out.resolve("unet")).doesNotExist();
    }

    @Test
    void adaptersThatAreNotThereAreNotExported() {
        CommandLineRun refused = CommandLineRun.of("export", model.toString(), "--lora-only", "--out", out.toString());

        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence()).startsWith("--lora-only: expected a policy that was trained with LoRA");
        assertThat(out).doesNotExist();
    }

    @Test
    void whatIsNeitherRunNorPolicyIsRefused() {
        CommandLineRun refused = CommandLineRun.of("export", folder.toString(), "--out", "../" + folder.getFileName());

        assertThat(refused.status()).isEqualTo(BAD_INPUT);
        assertThat(refused.sentence()).hasLineCount(1);
    }

    @Test
    void aSoundModelIsInspected() throws IOException {
        CommandLineRun run = CommandLineRun.of("inspect", model.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "unet, UNet2DConditionModel, ",
                        "unet/diffusion_pytorch_model.safetensors",
                        "F32 ",
                        "can be used");

        JsonNode json = new ObjectMapper()
                .readTree(
                        CommandLineRun.of("inspect", model.toString(), "--json").out());
        assertThat(json.get("usable").asBoolean()).isTrue();
        assertThat(json.get("components").findValuesAsText("name"))
                .contains("unet", "text_encoder", "tokenizer", "scheduler");
    }

    @Test
    void theMemoryOfEveryUseIsToldForTheBatchAndThePrecision() throws IOException {
        JsonNode small = memory("--batch", "1", "--precision", "fp32");
        JsonNode large = memory("--batch", "8", "--precision", "fp32");
        JsonNode coarse = memory("--batch", "8", "--precision", "bf16");

        assertThat(small.findValuesAsText("use"))
                .containsExactly(
                        "sampling",
                        "training adapters of rank 4",
                        "training adapters of rank 4, checkpointing",
                        "training the whole UNet",
                        "training the whole UNet, checkpointing");
        for (int i = 0; i < small.size(); i++) {
            long activations = small.get(i).at("/parts/activations").asLong();
            assertThat(large.get(i).at("/parts/activations").asLong()).isEqualTo(8 * activations);
            assertThat(coarse.get(i).at("/parts/activations").asLong()).isEqualTo(4 * activations);
        }
        assertThat(CommandLineRun.of("inspect", model.toString()).out())
                .contains("memory by estimate at batch 1 in fp32 with guidance", "  training the whole UNet  ");
        assertThat(CommandLineRun.of("inspect", model.toString(), "--batch", "0")
                        .sentence())
                .isEqualTo("--batch: expected at least 1, got 0");
    }

    private JsonNode memory(String... options) throws IOException {
        String[] all =
                java.util.Arrays.copyOf(new String[] {"inspect", model.toString(), "--json"}, 3 + options.length);
        System.arraycopy(options, 0, all, 3, options.length);
        return new ObjectMapper().readTree(CommandLineRun.of(all).out()).get("memory");
    }

    @Test
    void everythingThatWouldBeRefusedIsNamedAtOnce() throws IOException {
        Path config = model.resolve("unet/config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"CrossAttnDownBlock2D\"", "\"AttnSkipDownBlock2D\""));
        Files.move(model.resolve("text_encoder/model.safetensors"), model.resolve("text_encoder/pytorch_model.bin"));

        CommandLineRun run = CommandLineRun.of("inspect", model.toString());

        assertThat(run.status()).isEqualTo(BAD_INPUT);
        assertThat(run.out())
                .contains(
                        "came the unknown block type AttnSkipDownBlock2D",
                        "came the pickle pytorch_model.bin",
                        "would be refused");
    }

    private CommandLineRun merge(String lora, String... more) {
        String[] start = {
            "merge", "--model", model.toString(), "--lora", LORA.resolve(lora).toString()
        };
        String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return CommandLineRun.of(all);
    }

    private Path sample(String name, String... more) {
        Path sheet = folder.resolve(name);
        String[] start = {
            "sample",
            "--model",
            model.toString(),
            "--prompt",
            "a fox",
            "--count",
            "1",
            "--steps",
            "2",
            "--out",
            sheet.toString()
        };
        String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        assertThat(CommandLineRun.of(all).err()).isEmpty();
        return sheet;
    }
}
