package io.ddpo.rewards.bertscore;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.DoubleStream;

/**
 * A text encoder of BERT's kind as an ONNX graph, with the tokenizer of its {@code tokenizer.json}. The graph takes
 * {@code input_ids} and, if it wants, {@code attention_mask} and {@code token_type_ids}, [1, tokens] of int64 each; its
 * {@code last_hidden_state}, or its only output of three dimensions, is [1, tokens, width] of float. Thread-safe.
 *
 * <p>Sentences are encoded one by one, without padding: in a quantised graph what a token becomes depends on all that is
 * encoded with it.
 */
public final class Encoder implements AutoCloseable {
    private static final Map<String, String> TOKENIZER_OPTIONS = Map.of(
            "addSpecialTokens", "true", "padding", "DO_NOT_PAD", "truncation", "LONGEST_FIRST", "maxLength", "512");

    private static final String SHIPPED_GRAPH = "/all-minilm-l6-v2-q.onnx";
    private static final String SHIPPED_TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final String output;

    /** The libraries let what is in use be given back, and crash. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private Encoder(byte[] graph, HuggingFaceTokenizer tokenizer) throws OrtException {
        this.tokenizer = tokenizer;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1); // a sentence is short; whoever has many encodes them side by side
            this.session = environment.createSession(graph, options);
        }
        this.output = output(session)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected an output of [1, tokens, width], got " + session.getOutputNames()));
    }

    /** MiniLM (sentence-transformers/all-MiniLM-L6-v2, six layers, 384 wide, quantised), from its Maven package. */
    public static Encoder shipped() {
        try (InputStream graph = resource(SHIPPED_GRAPH);
                InputStream tokenizer = resource(SHIPPED_TOKENIZER)) {
            return new Encoder(graph.readAllBytes(), HuggingFaceTokenizer.newInstance(tokenizer, TOKENIZER_OPTIONS));
        } catch (IOException | OrtException e) {
            throw new IllegalStateException("encoder: expected that of the Maven package, got " + e.getMessage(), e);
        }
    }

    /**
     * An encoder of your own.
     *
     * @param folder with {@code model.onnx} and {@code tokenizer.json}
     * @throws IllegalArgumentException if it is none
     */
    public static Encoder in(Path folder) {
        try {
            return new Encoder(
                    Files.readAllBytes(folder.resolve("model.onnx")),
                    HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"), TOKENIZER_OPTIONS));
        } catch (IOException | OrtException | RuntimeException e) { // the tokenizer's library throws its own
            throw new IllegalArgumentException(
                    "[%s] expected an encoder's model.onnx and tokenizer.json, got %s".formatted(folder, e), e);
        }
    }

    /**
     * How well a candidate matches a reference.
     *
     * @return nothing if one of them has no token
     */
    public Optional<BertScore> score(String candidate, String reference) {
        TokenVectors these = encode(candidate);
        TokenVectors those = encode(reference);
        return these.isEmpty() || those.isEmpty() ? Optional.empty() : Optional.of(BertScore.of(these, those));
    }

    /**
     * The embedding of a whole sentence as sentence-transformers makes it: the mean of its tokens' vectors, those that the
     * tokenizer adds among them, as a unit vector.
     */
    public float[] sentence(String sentence) {
        float[][] vectors = encoded(sentence).vectors();
        double[] mean = new double[vectors[0].length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / vectors.length;
            }
        }
        double length = Math.sqrt(DoubleStream.of(mean).map(x -> x * x).sum());
        float[] unit = new float[mean.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (mean[i] / length);
        }
        return unit;
    }

    TokenVectors encode(String sentence) {
        Encoded encoded = encoded(sentence);
        return new TokenVectors(encoded.vectors(), counted(encoded.tokens()));
    }

    private record Encoded(Encoding tokens, float[][] vectors) {}

    private Encoded encoded(String sentence) {
        use.readLock().lock();
        try {
            Encoding tokens = tokenizer.encode(sentence.strip());
            return new Encoded(tokens, vectors(tokens));
        } finally {
            use.readLock().unlock();
        }
    }

    /** One a token. */
    private float[][] vectors(Encoding encoding) {
        Map<String, long[]> values = Map.of(
                "input_ids", encoding.getIds(),
                "attention_mask", encoding.getAttentionMask(),
                "token_type_ids", encoding.getTypeIds());
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                inputs.put(name, OnnxTensor.createTensor(environment, new long[][] {values.get(name)}));
            }
            try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
                return ((float[][][]) result.get(0).getValue())[0];
            }
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "encoder: expected vectors of %d tokens, got %s"
                            .formatted(encoding.getIds().length, e.getMessage()),
                    e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** What has the id of a token that the tokenizer adds does not count, wherever it stands, as in the reference. */
    private static boolean[] counted(Encoding encoding) {
        long[] ids = encoding.getIds();
        long[] added = encoding.getSpecialTokenMask();
        Set<Long> notCounted = new HashSet<>();
        for (int i = 0; i < ids.length; i++) {
            if (added[i] != 0) {
                notCounted.add(ids[i]);
            }
        }
        boolean[] counted = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            counted[i] = !notCounted.contains(ids[i]);
        }
        return counted;
    }

    private static Optional<String> output(OrtSession session) throws OrtException {
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        return outputs.containsKey("last_hidden_state")
                ? Optional.of("last_hidden_state")
                : outputs.entrySet().stream()
                        .filter(entry ->
                                entry.getValue().getInfo() instanceof TensorInfo info && info.getShape().length == 3)
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = Encoder.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("no " + name + " on the class path");
        }
        return in;
    }

    /** Gives back the graph when no sentence is being encoded any more. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("encoder: expected to be closed, got " + e.getMessage(), e);
        } finally {
            tokenizer.close();
            use.writeLock().unlock();
        }
    }
}
