package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import io.ddpo.diffusion.schedule.DdimConfig;
import io.ddpo.diffusion.text.ClipTextConfig;
import io.ddpo.diffusion.text.ClipTokenizer;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.diffusion.vae.VaeConfig;
import io.ddpo.diffusion.weights.WeightFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model on disk in the layout of diffusers: one folder a component, each with its configuration and weights. */
public final class ModelFolder {

    private static final Pattern HUB_NAME = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

    private static final Pattern SINGLE_FILE = Pattern.compile("(.+)\\.(ckpt|pt|pth|safetensors)");

    /** What diffusers calls the weights of its models; transformers has another name. */
    private static final String DIFFUSERS_STEM = "diffusion_pytorch_model";

    private static final String TRANSFORMERS_STEM = "model";

    private final Path folder;

    private ModelFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a model by its path.
     *
     * @throws BadModelException if there is none, or UNet or text encoder have no safetensors; for the name of a hub
     *     model the sentence says how to download it, for pickles how to convert them
     */
    public static ModelFolder open(String model) {
        Path folder = Path.of(model);
        if (!Files.isDirectory(folder)) {
            throw new BadModelException(
                    folder,
                    "expected a model folder in diffusers layout, came "
                            + (Files.exists(folder) ? "a file" + conversion(folder) : "no such folder" + hint(model)));
        }
        ModelFolder opened = at(folder);
        opened.unetWeights();
        opened.textWeights();
        return opened;
    }

    /** For checkpoints in one file, as trainers other than diffusers write them. */
    private static String conversion(Path file) {
        Matcher name = SINGLE_FILE.matcher(file.toString());
        return !name.matches()
                ? ""
                : "; if you trust where it is from, convert it with: python -c \"from diffusers import"
                        + " StableDiffusionPipeline as P; P.from_single_file('" + file + "').save_pretrained('"
                        + name.group(1) + "')\"  and pass --model " + name.group(1);
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

    /** Opens a folder, which may be one whose weights are still to be trained. */
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

    /** The autoencoder's configuration; empty for a model in pixel space, whose {@code model_index.json} names none. */
    public Optional<VaeConfig> vae() throws IOException {
        return hasVae() ? Optional.of(VaeConfig.read(folder.resolve("vae/config.json"))) : Optional.empty();
    }

    private boolean hasVae() throws IOException {
        ConfigFile index = ConfigFile.read(folder.resolve("model_index.json"));
        return index.has("vae") && !index.texts("vae").contains("null");
    }

    /** The UNet's safetensors file, or the index of its shards. */
    public Path unetWeights() {
        return WeightFiles.find(folder.resolve("unet"), DIFFUSERS_STEM);
    }

    /** The text encoder's safetensors file, or the index of its shards. */
    public Path textWeights() {
        return WeightFiles.find(folder.resolve("text_encoder"), TRANSFORMERS_STEM);
    }

    /** The autoencoder's safetensors file, or the index of its shards. */
    public Path vaeWeights() {
        return WeightFiles.find(folder.resolve("vae"), DIFFUSERS_STEM);
    }

    private Path existing(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected a file of the model, came none");
        }
        return file;
    }

    /** SHA-256 over every file that a trajectory and its picture depend on, as hexadecimal digits. */
    public String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : digested()) {
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The order is part of every digest that was ever published. */
    private List<Path> digested() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(existing("scheduler/scheduler_config.json"));
        files.add(existing("text_encoder/config.json"));
        files.addAll(WeightFiles.parts(textWeights()));
        files.add(existing("tokenizer/merges.txt"));
        files.add(existing("tokenizer/vocab.json"));
        files.add(existing("unet/config.json"));
        files.addAll(WeightFiles.parts(unetWeights()));
        if (hasVae()) {
            files.add(existing("vae/config.json"));
            files.addAll(WeightFiles.parts(vaeWeights()));
        }
        return files;
    }
}
