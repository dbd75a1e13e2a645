package io.ddpo.local.cli;

import io.ddpo.diffusion.lora.LoraMerge;
import io.ddpo.diffusion.lora.LoraWeights;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo merge}: a model and adapters become a model. */
@Command(
        name = "merge",
        description = {
            "Merge a LoRA file into the model that it is for.",
            "The result is a model folder in diffusers layout, in the precision of the base; only the UNet differs."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo merge --model stable-diffusion-v1-4 --lora pytorch_lora_weights.safetensors --out merged",
            "  ddpo merge --model models/emoji-32 --lora kohya_lora_weights.safetensors --scale 0.5 --out half"
        })
final class MergeCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder of the base model.")
    private String model;

    @Option(
            names = "--lora",
            paramLabel = "FILE",
            required = true,
            description = "Adapters of its UNet, a safetensors file in the form of PEFT or kohya.")
    private Path lora;

    @Option(
            names = "--scale",
            paramLabel = "S",
            defaultValue = "1",
            description = "Strength of the adapters: 1 as trained, 0 not at all. Default: ${DEFAULT-VALUE}.")
    private double scale;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to make.")
    private Path out;

    @Option(names = "--force", description = "Replace --out if it exists.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Inputs.require(Double.isFinite(scale), "--scale: expected a finite number, got " + scale);
        ModelFolder base = ModelFolder.open(model);
        LoraWeights adapters = LoraWeights.read(lora, new UNet2DConditionModel(base.unet()).declarations());
        NewFolder.require("--out", out, force);
        Inputs.requireApart(base.path(), out);
        NewFolder.write(out, folder -> LoraMerge.write(base, adapters, scale, folder));
        PrintWriter screen = spec.commandLine().getOut();
        screen.printf(
                "%s: %s with %d adapted layers at scale %s%n",
                out, model, adapters.layers().size(), scale);
        screen.flush();
        return 0;
    }
}
