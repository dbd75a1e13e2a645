package io.ddpo.diffusion.weights;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The parameters that a model declares while it is built from its configuration: names as in the diffusers file, shapes,
 * and how a fresh one is initialised. Loading checks a file against it; pre-training draws from it.
 */
public final class Declarations {

    private static final double EMBEDDING_SPREAD = 0.02;

    /** How a fresh parameter is drawn. */
    public enum Init {
        ZEROS,
        ONES,
        /** Uniform within ±1/√fan-in, PyTorch's default for linear and convolution layers. */
        FAN_IN,
        /** Normal with standard deviation 0.02, as CLIP's embeddings. */
        EMBEDDING
    }

    /** One declared parameter; {@code fanIn} is used by {@link Init#FAN_IN} alone. */
    public record Declaration(Init init, long fanIn, long... shape) {
        long size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    private final Map<String, Declaration> declarations = new LinkedHashMap<>();
    private final Map<String, String> formerNames = new HashMap<>();

    private String declare(String name, Init init, long fanIn, long... shape) {
        declarations.put(name, new Declaration(init, fanIn, shape));
        return name;
    }

    /** Weight and bias of a normalisation layer. */
    public List<String> norm(String prefix, long channels) {
        return List.of(
                declare(prefix + ".weight", Init.ONES, 0, channels),
                declare(prefix + ".bias", Init.ZEROS, 0, channels));
    }

    /** Weight and bias of a linear layer. */
    public List<String> linear(String prefix, long in, long out) {
        return List.of(
                declare(prefix + ".weight", Init.FAN_IN, in, out, in), declare(prefix + ".bias", Init.FAN_IN, in, out));
    }

    /** Weight of a linear layer without bias. */
    public String matrix(String prefix, long in, long out) {
        return declare(prefix + ".weight", Init.FAN_IN, in, out, in);
    }

    /** Weight and bias of a square convolution. */
    public List<String> conv(String prefix, long in, long out, long kernel) {
        long fanIn = in * kernel * kernel;
        return List.of(
                declare(prefix + ".weight", Init.FAN_IN, fanIn, out, in, kernel, kernel),
                declare(prefix + ".bias", Init.FAN_IN, fanIn, out));
    }

    /** Weight of a square convolution without bias. */
    public String kernel(String prefix, long in, long out, long kernel) {
        return declare(prefix + ".weight", Init.FAN_IN, in * kernel * kernel, out, in, kernel, kernel);
    }

    /** An embedding of one thing. */
    public String vector(String name, long dimension) {
        return declare(name, Init.EMBEDDING, 0, dimension);
    }

    /** A layer of a CLIP: self-attention and feed-forward, each behind a norm. */
    public List<String> clipLayer(String prefix, long dim, long inner) {
        return names(
                norm(prefix + ".layer_norm1", dim),
                linear(prefix + ".self_attn.q_proj", dim, dim),
                linear(prefix + ".self_attn.k_proj", dim, dim),
                linear(prefix + ".self_attn.v_proj", dim, dim),
                linear(prefix + ".self_attn.out_proj", dim, dim),
                norm(prefix + ".layer_norm2", dim),
                linear(prefix + ".mlp.fc1", dim, inner),
                linear(prefix + ".mlp.fc2", inner, dim));
    }

    /** A linear layer that older files call by another name; both are read. */
    public List<String> linear(String prefix, String formerPrefix, long in, long out) {
        formerNames.put(prefix + ".weight", formerPrefix + ".weight");
        formerNames.put(prefix + ".bias", formerPrefix + ".bias");
        return linear(prefix, in, out);
    }

    /** An embedding table. */
    public String embedding(String name, long count, long dimension) {
        return declare(name, Init.EMBEDDING, 0, count, dimension);
    }

    /** All declarations in the order in which the model was built. */
    public Map<String, Declaration> all() {
        return Collections.unmodifiableMap(declarations);
    }

    /** What older files call a parameter; the parameter's own name if it never changed. */
    public String formerName(String name) {
        return formerNames.getOrDefault(name, name);
    }

    /**
     * Checks that a file has every parameter in its shape; no values are read.
     *
     * @throws BadModelException if one is missing or has another shape
     */
    public void requireIn(Path file) throws IOException {
        try (TensorSource source = TensorSource.open(file)) {
            declarations.forEach((name, declaration) -> {
                long[] came = source.shape(source.names().contains(name) ? name : formerName(name));
                if (!Arrays.equals(declaration.shape(), came)) {
                    throw new BadModelException(
                            file,
                            "tensor " + name + ": expected shape " + Arrays.toString(declaration.shape())
                                    + " by the folder's config.json, came " + Arrays.toString(came));
                }
            });
        }
    }

    /** Number of scalars. */
    public long count() {
        return declarations.values().stream().mapToLong(Declaration::size).sum();
    }

    /** Fresh values for all of them. */
    public SortedMap<String, FloatTensor> draw(RandomGenerator random) {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        declarations.forEach((name, declaration) -> values.put(name, draw(declaration, random)));
        return values;
    }

    private static FloatTensor draw(Declaration declaration, RandomGenerator random) {
        float[] values = new float[Math.toIntExact(declaration.size())];
        double bound = declaration.fanIn() == 0 ? 0 : 1 / Math.sqrt(declaration.fanIn());
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (declaration.init()) {
                case ZEROS -> 0;
                case ONES -> 1;
                case FAN_IN -> (float) (bound * (2 * random.nextDouble() - 1));
                case EMBEDDING -> (float) (EMBEDDING_SPREAD * random.nextGaussian());
            };
        }
        return new FloatTensor(values, declaration.shape());
    }

    /** Joins lists of names. */
    @SafeVarargs
    public static List<String> names(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
    }
}
