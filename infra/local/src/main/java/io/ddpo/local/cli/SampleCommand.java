package io.ddpo.local.cli;

import io.ddpo.diffusion.image.ContactSheet;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.lora.LoraMerge;
import io.ddpo.diffusion.lora.LoraWeights;
import io.ddpo.diffusion.policy.Drawing;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo sample}: pictures of one prompt on a sheet. */
@Command(
        name = "sample",
        description = "Draw pictures of a prompt and put them on one sheet.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo sample --prompt \"a fox\"",
            "  ddpo sample --model runs/demo/policy --prompt \"a fox\" --count 8 --seed 1 --out fox.png",
            "  ddpo sample --prompt \"an owl\" --steps 50 --guidance 1 --out owl.png"
        })
final class SampleCommand implements Callable<Integer> {
    private static final int BATCH = 8;
    private static final int COLUMNS = 8;
    private static final int BAR = 30;

    /** Pixels across one picture on the sheet, about. */
    private static final int CELL = 128;

    @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "What to draw.")
    private String prompt;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the model in diffusers layout. Default: the model that is shipped.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--lora",
            paramLabel = "FILE",
            description = "Adapters of the UNet, a safetensors file in the form of PEFT or kohya. Default: none.")
    private Optional<Path> lora = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many pictures. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the first picture; each further one has the next. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps. Default: what the model suggests.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--guidance",
            paramLabel = "W",
            description = "Scale of classifier-free guidance, 1 for none. Default: what the model suggests.")
    private Optional<Double> guidance = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "sample.png",
            description = "The sheet, a PNG file. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Inputs.require(count >= 1, "--count: expected at least 1, got " + count);
        Outputs.requireWritable("--out", out);
        LocalModel local = LocalModel.open(model.orElseGet(LocalModel::shipped));
        RolloutSettings settings = Inputs.sound(() -> new RolloutSettings(
                steps.orElse(local.defaults().steps()),
                1,
                guidance.orElse(local.defaults().guidanceScale()),
                false));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        List<Picture> pictures = sample(local, settings, terminal);
        int scale = Math.max(1, CELL / pictures.get(0).width());
        Files.write(out, ContactSheet.png(pictures, Math.min(count, COLUMNS), scale));
        terminal.status("");
        terminal.line("%s: %d × “%s”, seed %d, %d steps, guidance %s"
                .formatted(out, count, prompt, seed, settings.steps(), settings.guidanceScale()));
        return 0;
    }

    private List<Picture> sample(LocalModel local, RolloutSettings settings, Terminal terminal) throws IOException {
        try (Kernels kernels = compute.open();
                Policy policy = Policy.full(kernels, local.folder(), compute.settings());
                LatentDecoder decoder = LatentDecoder.of(kernels, local.folder())) {
            adapt(policy, local.folder());
            Drawing drawing = new Drawing(Inputs.sound(() -> new Rollout(policy, settings)), decoder, BATCH);
            return drawing.draw(
                    Collections.nCopies(count, prompt),
                    seed,
                    share -> terminal.status(
                            "sampling %s %3d%%".formatted(Bars.progress(share, BAR), (int) (100 * share))));
        }
    }

    private void adapt(Policy policy, ModelFolder folder) throws IOException {
        if (lora.isPresent()) {
            Declarations unet = new UNet2DConditionModel(folder.unet()).declarations();
            LoraMerge.into(policy, LoraWeights.read(lora.get(), unet), 1);
        }
    }
}
