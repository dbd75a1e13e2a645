package io.ddpo.local.cli;

import io.ddpo.diffusion.lora.LoraWeights;
import io.ddpo.diffusion.policy.ModelCopy;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.local.demo.RecordedRun;
import io.ddpo.local.report.PolicyFolder;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo export}: what was trained, for other programs. */
@Command(
        name = "export",
        description = {
            "Write a trained policy as a model folder that diffusers loads. After training with LoRA, the adapters lie"
                    + " beside it as pytorch_lora_weights.safetensors (diffusers, PEFT) and"
                    + " kohya_lora_weights.safetensors (ComfyUI and others).",
            "From the folder of a run, which must not be going on, or from a run of a cluster any version that the run"
                    + " kept can be exported."
        },
        usageHelpWidth = 100,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo export runs/demo --out fox-model",
            "  ddpo export runs/demo --version 4 --lora-only --out fox-lora",
            "  ddpo export --run foxes --bootstrap kafka:9092 --model models/emoji-32 --out fox-model",
            "  ddpo export runs/demo/policy --lora-only --out fox-lora --force"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "Folder of a run, or of a policy that a run left. Not with a cluster.")
    private Optional<Path> source = Optional.empty();

    @Option(names = "--run", paramLabel = "RUN", description = "The run of a cluster.")
    private Optional<String> run = Optional.empty();

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Version of the policy, from a run. Default: the last one.")
    private Optional<Integer> number = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the run's base model. Default: where the run found it.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--lora-only", description = "Write the two LoRA files, and no model.")
    private boolean loraOnly;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to make.")
    private Path out;

    @Option(names = "--force", description = "Replace --out if it exists.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        NewFolder.require("--out", out, force);
        cluster.requireOr("the folder of a run", source.isPresent());
        Inputs.require(source.isPresent() != run.isPresent(), "--run: expected with a cluster, and only there");
        source.ifPresent(folder -> Inputs.requireApart(folder, out));
        boolean isPolicy = source.isPresent() && Files.exists(source.get().resolve("model_index.json"));
        String what = isPolicy ? exportPolicy(source.get()) : exportRun();
        PrintWriter screen = spec.commandLine().getOut();
        screen.printf("%s: %s%n", out, what);
        screen.flush();
        return 0;
    }

    private String exportPolicy(Path source) throws IOException {
        Inputs.require(number.isEmpty(), "--version: expected none with the folder of a policy, which has one");
        ModelFolder policy = ModelFolder.open(source.toString());
        Path file = source.resolve(LoraWeights.PEFT_FILE);
        Inputs.require(!loraOnly || Files.exists(file), noAdapters(source.toString()));
        Optional<LoraWeights> lora = Files.exists(file)
                ? Optional.of(LoraWeights.read(file, new UNet2DConditionModel(policy.unet()).declarations()))
                : Optional.empty();
        NewFolder.write(out, folder -> {
            if (loraOnly) {
                Files.createDirectory(folder);
            } else {
                ModelCopy.copy(policy, folder);
            }
            if (lora.isPresent()) {
                lora.get().write(folder);
            }
        });
        return "the policy of " + source;
    }

    private String exportRun() throws IOException {
        String place = source.map(Path::toString).orElseGet(() -> "run " + run.orElseThrow());
        try (RecordedRun recorded = recorded()) {
            WeightsManifest version = recorded.version(number);
            Inputs.require(!loraOnly || version.getLora().isPresent(), noAdapters(place));
            ModelFolder base = recorded.base(model);
            Path scratch = out.toAbsolutePath().normalize().getParent();
            recorded.weights(
                    version,
                    scratch,
                    weights -> NewFolder.write(out, folder -> {
                        if (loraOnly) {
                            PolicyFolder.adapters(version, weights).write(Files.createDirectory(folder));
                        } else {
                            PolicyFolder.write(base, version, weights, folder);
                        }
                    }));
            return "version %d of %s".formatted(version.getVersion(), place);
        }
    }

    private RecordedRun recorded() {
        return source.map(RecordedRun::open)
                .orElseGet(() -> Inputs.sound(() -> RecordedRun.in(cluster.access(), run.orElseThrow())));
    }

    private static String noAdapters(String place) {
        return "--lora-only: expected a policy that was trained with LoRA, got %s, whose whole UNet was trained"
                .formatted(place);
    }
}
