package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.schedule.DdimConfig;
import io.ddpo.diffusion.text.ClipTextConfig;
import io.ddpo.diffusion.text.ClipTokenizer;
import io.ddpo.diffusion.unet.UNetConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** A model on disk in the layout of diffusers: one folder a component, each with its configuration and weights. */
public final class ModelFolder {

    private static final Pattern HUB_NAME = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

    private static final String UNET_WEIGHTS = "unet/diffusion_pytorch_model.safetensors";
    private static final String TEXT_WEIGHTS = "text_encoder/model.safetensors";

    /** What a base model's digest covers: everything that a trajectory depends on. */
    private static final List<String> DIGESTED = List.of(
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            TEXT_WEIGHTS,
            "tokenizer/merges.txt",
            "tokenizer/vocab.json",
            "unet/config.json",
            UNET_WEIGHTS);

    private final Path folder;

    private ModelFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a model by its path.
     *
     * @throws BadModelException if there is none; the sentence for the name of a hub model says how to download it
     */
    public static ModelFolder open(String model) {
        Path folder = Path.of(model);
        if (!Files.isDirectory(folder)) {
            throw new BadModelException(
                    folder,
                    "expected a model folder in diffusers layout, came "
                            + (Files.exists(folder) ? "a file" : "no such folder") + hint(model));
        }
        return at(folder);
    }

    private static String hint(String model) {
        if (!HUB_NAME.matcher(model).matches()) {
            return "";
        }
        String name = model.substring(model.indexOf('/') + 1);
        return "; to use the hub model of that name, run: pip install huggingface_hub && hf download " + model
                + " --local-dir " + name + " --include \"*.json\" --include \"*.txt\" --include"
                + " \"*/*.safetensors\" --exclude \"*.fp16.*\" --exclude \"safety_checker/*\"  and pass --model "
                + name;
    }

    /** Opens a folder. */
    public static ModelFolder at(Path folder) {
        if (!Files.isRegularFile(folder.resolve("model_index.json"))) {
            throw new BadModelException(
                    folder, "expected a model folder in diffusers layout, came one without model_index.json");
        }
        return new ModelFolder(folder);
    }

    public Path path() {
        return folder;
    }

    public UNetConfig unet() throws IOException {
        return UNetConfig.read(folder.resolve("unet/config.json"));
    }

    public ClipTextConfig textEncoder() throws IOException {
        return ClipTextConfig.read(folder.resolve("text_encoder/config.json"));
    }

    public DdimConfig scheduler() throws IOException {
        return DdimConfig.read(folder.resolve("scheduler/scheduler_config.json"));
    }

    public ClipTokenizer tokenizer() throws IOException {
        return ClipTokenizer.read(folder.resolve("tokenizer"), textEncoder().maxPositions());
    }

    public Path unetWeights() {
        return existing(UNET_WEIGHTS);
    }

    public Path textWeights() {
        return existing(TEXT_WEIGHTS);
    }

    private Path existing(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected a safetensors file, came none");
        }
        return file;
    }

    /** SHA-256 over every file that a trajectory depends on, as hexadecimal digits. */
    public String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : DIGESTED) {
                try (InputStream in = new DigestInputStream(Files.newInputStream(existing(name)), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
